"""What an office decided about rules: which are switched off, and which its finals must keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kehoach.check.review import Spot
from kehoach.check.rules import rule, rules
from kehoach.files import shown
from kehoach.findings import Finding, InputRefused, Severity
from kehoach.locations import Place
from kehoach.plan.office import BanHanhCan, MucSoat, Office, Soat, read_office
from kehoach.resolve.expressions import unknown

_SWITCHED_OFF = "BH003"
_OFF, _REQUIRED = ("soat", "bo_qua"), ("ban_hanh_can", "quy_tac")
_RANK: dict[MucSoat | Severity, int] = {
    "loi": 0,
    "canh_bao": 1,
    "thong_tin": 2,
    Severity.ERROR: 0,
    Severity.WARNING: 1,
    Severity.INFO: 2,
}
_LEVELS: dict[MucSoat, str] = {"loi": "lỗi", "canh_bao": "cảnh báo", "thong_tin": "thông tin"}


@dataclass(frozen=True, slots=True)
class OfficeRules:
    """The rules as the office of a plan has set them.

    Those with the codes `off` are switched off, findings below `level` are not wanted, and those
    with the codes `required` no person may pass over when a plan is issued.
    """

    office: Office
    off: tuple[str, ...]
    level: MucSoat
    required: tuple[str, ...]

    @classmethod
    def of(cls, office: Office) -> OfficeRules:
        """The rules that the settings of an office say."""
        review = office.values.soat or Soat()
        finals = office.values.ban_hanh_can or BanHanhCan()
        return cls(office, review.bo_qua, review.muc, finals.quy_tac)

    def settle(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings, those that the office does not want waived, and one that tells of it.

        The level never hides what blocks: only its own code does.
        """
        settled = [self._settled(finding) for finding in findings]
        hidden = [new for new, old in zip(settled, findings, strict=True) if new is not old]
        return [*settled, *self._told_of(hidden)] if hidden else settled

    def _settled(self, finding: Finding) -> Finding:
        if finding.waived is not None:
            return finding
        if finding.code in self.off:
            return replace(finding, waived=f"{self._name} tắt quy tắc {finding.code}")
        if _RANK[finding.severity] > _RANK[self.level] and not finding.blocks:
            return replace(finding, waived=f"{self._name} chỉ nêu từ mức {_LEVELS[self.level]}")
        return finding

    @property
    def _name(self) -> str:
        return self.office.path.name

    def told(self) -> Iterator[str]:
        """What the office decided, as lines for people."""
        name = shown(self.office.path)
        if self.off:
            yield f"{name}: tắt quy tắc {', '.join(self.off)}"
        if self.level != Soat().muc:
            yield f"{name}: chỉ nêu từ mức {_LEVELS[self.level]}"
        if self.required:
            yield f"{name}: bản ban hành phải đạt {', '.join(self.required)}, không cho qua"

    def _told_of(self, hidden: Iterable[Finding]) -> Iterator[Finding]:
        codes = [finding.code for finding in hidden]
        off = [code for code in dict.fromkeys(codes) if code in self.off]
        below = sum(code not in self.off for code in codes)
        parts = []
        if off:
            parts.append(f"tắt quy tắc {', '.join(off)}: {len(codes) - below} điểm không nêu")
        if below:
            level = _LEVELS[self.level]
            parts.append(f"chỉ nêu từ mức {level}: {below} điểm dưới mức ấy không nêu")
        yield rule(_SWITCHED_OFF).at(Spot(self.place("soat"), "soat", "soat"), "; ".join(parts))

    def place(self, *path: str | int) -> Place:
        """Where a setting stands."""
        source = self.office.source
        return source.place(path) if source else Place(str(self.office.path))


def read_office_rules(plan: Path) -> OfficeRules:
    """What the office of a plan decided; raises InputRefused with every mistake in it."""
    office = OfficeRules.of(read_office(plan))
    if wrong := [*_wrong_codes(office)]:
        raise InputRefused(wrong)
    return office


def _wrong_codes(office: OfficeRules) -> Iterator[Finding]:
    for path, codes in ((_OFF, office.off), (_REQUIRED, office.required)):
        for index, code in enumerate(codes):
            place = office.place(*path, index)
            if code not in rules():
                problem = unknown("quy tắc", code, rules(), "BH004", where="trong bảng quy tắc")
                yield Finding(place, problem.code, problem.message, problem.advice)
            elif path == _REQUIRED and not rule(code).blocks:
                blocking = ", ".join(other for other, row in rules().items() if row.blocks)
                message = f"quy tắc {code} không chặn được bản ban hành"
                yield Finding(place, "BH005", message, f"chỉ ghi các mã: {blocking}")
            elif path == _REQUIRED and code in office.off:
                message = f"quy tắc {code} vừa bắt buộc (ban_hanh_can) vừa tắt (soat.bo_qua)"
                yield Finding(place, "BH006", message, "bỏ mã này ở một trong hai chỗ")
