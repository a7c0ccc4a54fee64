"""Every line of Nơi nhận expanded to those who really receive the plan, each once.

(Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II.9.) A group with members stands for them; one
with an entry of its own in the address book is reached as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kehoach.check.agencies.reach import unreached, with_members
from kehoach.findings import Finding, InputRefused, Severity
from kehoach.locations import Path as DataPath
from kehoach.locations import Place
from kehoach.recipients.address_book import AddressBook, address_book_path, read_address_book
from kehoach.resolve.expressions import unknown
from kehoach.resolve.read import Reading
from kehoach.source.source import Source


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who receives the plan.

    `id` is that of the register and never changes; `ten` is the name to write to; `dong` the
    printed line of Nơi nhận through which it is reached. `kenh` are the channels, the main one
    first, of `thu_dien_tu`, `truc` and `giay`; the address of each is in `thu_dien_tu`,
    `ma_dinh_danh` and `dia_chi`; `so_ban` counts paper copies (0 without paper). `cung_nhan` are
    the ids of units that share its mailbox, and are served by the same message.
    """

    id: str
    ten: str
    dong: str
    kenh: tuple[str, ...]
    thu_dien_tu: tuple[str, ...] = ()
    ma_dinh_danh: str | None = None
    dia_chi: str | None = None
    so_ban: int = 0
    cung_nhan: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipients:
    """All who receive a plan, in the order of its lines, and what a person should know of them."""

    addressees: tuple[Addressee, ...]
    findings: tuple[Finding, ...]


def read_recipients(plan_path: Path, read: Reading) -> Recipients:
    """Who receives the plan that was read from `plan_path`.

    Raises InputRefused with every mistake of the address book, and every recipient that it does not
    know: then nobody can say that the plan reached all it should.
    """
    path = address_book_path(plan_path)
    book, source = read_address_book(path, read.register)
    expansion = _Expansion(read, book, source)
    expansion.expand()
    expansion.tell_unreached()
    findings = sorted([*source.findings, *expansion.findings])
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise InputRefused(findings)
    return Recipients(tuple(expansion.reached.values()), tuple(findings))


@dataclass
class _Expansion:
    read: Reading
    book: AddressBook
    source: Source
    findings: list[Finding] = field(default_factory=list)
    reached: dict[str, Addressee] = field(default_factory=dict)
    _mailboxes: dict[str, str] = field(default_factory=dict)
    _merged: dict[str, str] = field(default_factory=dict)
    _missing: set[str] = field(default_factory=set)
    _whole: dict[str, set[str]] = field(default_factory=dict)

    def expand(self) -> None:
        lines = zip(self.read.plan.noi_nhan, self.read.document.noi_nhan, strict=True)
        for index, (node, printed) in enumerate(lines):
            if printed.luu:
                continue
            path: DataPath = ("noi_nhan", index, "gui")
            line = printed.paragraph.text.removeprefix("- ").rstrip(";.")
            if not node.gui:
                message = f"dòng “{line}” chưa cho biết gửi tới những đơn vị nào"
                advice = "thêm khoá gui: mã đơn vị hoặc nhóm trong don_vi.yaml"
                self._tell(path, "PH107", message, advice)
            for at, named in enumerate(node.gui):
                for unit in self._leaves(named, (*path, at), line):
                    self._reach(unit, (*path, at), line)

    def _leaves(self, named: str, path: DataPath, line: str) -> Iterator[str]:
        """Who is reached through an id: a group that is not in the book gives its members."""
        left, seen = [named], set[str]()
        while left:
            unit = left.pop()
            if unit in seen:
                continue
            seen.add(unit)
            if unit not in self.read.register:
                self._tell_unknown(unit, path)
            elif unit in self.book.root or self.read.register[unit].loai != "nhom":
                yield unit
            elif members := self.read.register[unit].thanh_vien:
                left += reversed(members)
            else:
                self._tell_empty(unit, path, line)

    def _reach(self, unit: str, path: DataPath, line: str) -> None:
        ten = self.read.register[unit].ten
        if first := self.reached.get(self._merged.get(unit, unit)):
            if first.dong != line:
                message = f"“{ten}” nhận theo cả dòng “{first.dong}” và dòng “{line}”"
                self._tell(path, "PH110", message, "chỉ gửi một lần", Severity.INFO)
            return
        entry = self.book.root.get(unit)
        if entry is None:
            self._tell_missing(unit, path, line)
            return
        paper = "giay" in entry.kenh
        addressee = Addressee(
            id=unit,
            ten=entry.ten or ten,
            dong=line,
            kenh=tuple(dict.fromkeys(entry.kenh)),
            thu_dien_tu=entry.thu_dien_tu if "thu_dien_tu" in entry.kenh else (),
            ma_dinh_danh=entry.ma_dinh_danh,
            dia_chi=entry.dia_chi,
            so_ban=entry.so_ban if paper else 0,
        )
        self._tell_gone(unit, path, line)
        self._tell_both(unit, path)
        self._add(addressee)

    def _add(self, addressee: Addressee) -> None:
        """Take somebody in; a mailbox that another has already gets the plan once."""
        boxes = {box.casefold(): box for box in addressee.thu_dien_tu}
        free = {box: shown for box, shown in boxes.items() if box not in self._mailboxes}
        shared = [box for box in boxes if box not in free]
        for box in shared:
            other = self.reached[self._mailboxes[box]]
            place = ("thu_dien_tu", addressee.thu_dien_tu.index(boxes[box]))
            message = f"“{addressee.ten}” và “{other.ten}” cùng hộp thư {boxes[box]}"
            self.source.report(
                (addressee.id, *place), "PH111", message, "chỉ gửi một lần", Severity.INFO
            )
        if shared and not free and addressee.kenh == ("thu_dien_tu",):
            other = self.reached[self._mailboxes[shared[0]]]
            self.reached[other.id] = replace(other, cung_nhan=(*other.cung_nhan, addressee.id))
            self._merged[addressee.id] = other.id
            return
        if not free:
            kept = tuple(channel for channel in addressee.kenh if channel != "thu_dien_tu")
            addressee = replace(addressee, kenh=kept)
        self._mailboxes |= dict.fromkeys(free, addressee.id)
        self.reached[addressee.id] = replace(addressee, thu_dien_tu=tuple(free.values()))

    # What must be told

    def tell_unreached(self) -> None:
        """PH112: somebody with a duty whom no line reaches; the check tells the same as NN002."""
        for missed in unreached(self.read.document, self.read.register):
            path, message = missed.clause.path, missed.message(self.read.register)
            reason = self._let_pass(path, f"{missed.clause.text}\n{message}")
            if reason:
                message += f" (đã bỏ qua NN002: {reason})"
            severity = Severity.INFO if reason else Severity.WARNING
            advice = "bổ sung vào Nơi nhận, hoặc vào thành viên của một nhóm đã có"
            self._tell(path, "PH112", message, advice, severity)

    def _let_pass(self, path: DataPath, told: str) -> str:
        """Why a person let NN002, told in such words, pass on a clause; '' if not."""
        data: Any = self.read.source.data
        reason = ""
        for part in path:
            data = data[part]
            for row in data.get("bo_qua") or () if isinstance(data, dict) else ():
                if row.get("ma") == "NN002" and (row.get("trich") or "") in told:
                    reason = row["ly_do"]
        return reason

    def _tell_unknown(self, unit: str, path: DataPath) -> None:
        problem = unknown("đơn vị", unit, self.read.register.root, where="trong don_vi.yaml")
        self._tell(path, "PH102", problem.message, problem.advice)

    def _tell_empty(self, unit: str, path: DataPath, line: str) -> None:
        if unit in self._missing:
            return
        self._missing.add(unit)
        ten = self.read.register[unit].ten
        message = f"nhóm “{ten}” ({unit}) ở dòng “{line}” chưa rõ gồm những ai"
        advice = (
            f"ghi thanh_vien của {unit} trong don_vi.yaml, hoặc thêm {unit} vào {self.source.name} "
            "để gửi chung cả nhóm"
        )
        self._tell(path, "PH109", message, advice)

    def _tell_both(self, unit: str, path: DataPath) -> None:
        """PH114: somebody reached by itself and in a group that is reached as a whole."""
        ten = self.read.register[unit].ten
        members = with_members([unit], self.read.register) - {unit}
        pairs = [(self.reached[member].ten, ten) for member in members & self.reached.keys()]
        pairs += [(ten, self.reached[g].ten) for g, those in self._whole.items() if unit in those]
        for one, group in sorted(pairs):
            message = f"“{one}” nhận riêng và nhận chung trong “{group}”"
            advice = "nếu chỉ cần một lần thì bỏ mục của nhóm trong noi_nhan.yaml"
            self._tell(path, "PH114", message, advice, Severity.INFO)
        if members:
            self._whole[unit] = members

    def _tell_gone(self, unit: str, path: DataPath, line: str) -> None:
        """PH113: a recipient, perhaps a member of a group, that the register says is no more."""
        register = self.read.register
        entry, when = register[unit], self.read.plan.issued
        if problem := entry.period.problem(when):
            heirs = ", ".join(register[heir].ten for heir in entry.ke_thua if heir in register)
            advice = f"thay bằng đơn vị kế thừa: {heirs}" if heirs else "sửa nơi nhận hoặc nhóm"
            message = f"“{entry.ten}” ({unit}, dòng “{line}”) {problem}"
            self._tell(path, "PH113", message, advice, Severity.WARNING)

    def _tell_missing(self, unit: str, path: DataPath, line: str) -> None:
        if unit in self._missing:
            return
        self._missing.add(unit)
        ten = self.read.register[unit].ten
        message = f"chưa biết gửi cho “{ten}” ({unit}, dòng “{line}”) bằng đường nào"
        self._tell(path, "PH108", message, f"thêm mục {unit} vào {self.source.name}")

    def _tell(
        self,
        path: DataPath,
        code: str,
        message: str,
        advice: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        place: Place = self.read.source.place(path)
        self.findings.append(Finding(place, code, message, advice, severity))
