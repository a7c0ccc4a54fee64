"""The signatures of a PDF: whether each is a PAdES signature that holds, and whose it is.

PAdES is the form of Thông tư 22/2020/TT-BTTTT; what pyHanko finds is told in a clerk's words.
Nothing is fetched from the network: whether a certificate was revoked is not asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unicodedata import name, normalize

from kehoach.files import shown
from kehoach.findings import Finding, InputRefused
from kehoach.finished.reading import guarded
from kehoach.locations import Place
from kehoach.plan.office import Office, fingerprints_of, same_name
from kehoach.sending.foreign_words import marked
from kehoach.sending.pdf_words import no_pdf
from kehoach.source.edits import as_scalar
from kehoach.startup import silence
from kehoach.vietnamese import named

if TYPE_CHECKING:
    from kehoach.sending.trust import Trust

_PADES = "/ETSI.CAdES.detached"
_AGAIN = "dùng đúng tệp đã ký, do hệ thống ký số trả về, không mở ra lưu lại"


@dataclass(frozen=True, slots=True)
class SignedBy:
    """A signature that holds: the name in its certificate, and when the signer says it was made.

    `fingerprint` is the SHA-256 of the certificate, `holder` the person for whom the office has it
    on record ('' if for nobody).
    """

    name: str
    when: datetime | None
    fingerprint: str
    holder: str

    @property
    def shown(self) -> str:
        """The name to show, with that on record where it is written otherwise."""
        own = marked(self.name)
        return f"{own} ({self.holder})" if self.holder and self.holder != own else own


@dataclass(frozen=True, slots=True)
class Signers:
    """Who may sign: `leader` signs the plan, the `office` knows certificates, `trust` counts."""

    leader: str
    office: Office
    trust: Trust

    def holder(self, fingerprint: str) -> str:
        """For whom a certificate is on record; '' if for nobody."""
        known = self.office.values.chung_thu_chu_ky_so.items()
        return next((holder for holder, theirs in known if fingerprint in theirs), "")

    def is_leader(self, signed: SignedBy) -> bool:
        """Whether a signature is the leader's.

        It is by a certificate on record; only where there is none, by the name, letter for letter.
        """
        registered = fingerprints_of(self.office.values.chung_thu_chu_ky_so, self.leader)
        if registered or signed.holder:
            return signed.fingerprint in registered
        return same_name(signed.name) == same_name(self.leader)


def check_signatures(
    data: bytes, name: str, signers: Signers
) -> tuple[list[SignedBy], list[Finding]]:
    """Who signed a PDF, and what is wrong with that; `name` is what messages call the file.

    One of the signatures must be the leader's. Raises InputRefused if the file cannot be read, or
    reading it takes too much.
    """
    import pyhanko.pdf_utils.reader
    import pyhanko.sign.validation  # noqa: F401  # here, for the fork to have them

    silence("pyhanko", "pyhanko_certvalidator")
    return guarded(name, partial(_checked, data, name, signers))


def _checked(data: bytes, name: str, signers: Signers) -> tuple[list[SignedBy], list[Finding]]:
    place = Place(name)
    signatures = _signatures(data, place)
    if not signatures:
        advice = "gửi bản đã ký số; dự thảo gửi lấy ý kiến thì thêm --draft và --only"
        return [], [Finding(place, "CK002", "tệp chưa có chữ ký số nào", advice)]
    signed: list[SignedBy] = []
    findings: list[Finding] = []
    for signature in signatures:
        who, problem = _check(signature, signature is signatures[-1], place, signers)
        findings += [problem] if problem else []
        signed += [who] if who else []
    if not findings and not any(map(signers.is_leader, signed)):
        findings.append(_missing_leader(signed, signers, place))
    return signed, list(dict.fromkeys(findings))


def _signatures(data: bytes, place: Place) -> list[Any]:
    """The signatures in a file. Raises InputRefused if it is locked, or no PDF that is whole."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(data))
        locked = reader.security_handler is not None
        signatures = [] if locked else list(reader.embedded_regular_signatures)
    except MemoryError:
        raise
    except Exception:  # a spoiled file may break its reader anywhere
        raise InputRefused([no_pdf(place.file)]) from None
    if locked:
        raise InputRefused.at(place, "CK009", "tệp PDF đặt mật khẩu hoặc bị khoá", _AGAIN)
    return signatures


def _check(
    signature: Any, last: bool, place: Place, signers: Signers
) -> tuple[SignedBy | None, Finding | None]:
    """One signature; `last` is whether nobody signed after it."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel

    name = _holder(signature)
    who = marked(name)
    try:
        if signature.sig_object.get("/SubFilter") != _PADES:
            return None, Finding(
                place,
                "CK003",
                f"chữ ký của {who} không theo dạng PAdES",
                "ký lại bằng phần mềm ký số tạo được chữ ký PAdES (Thông tư 22/2020/TT-BTTTT)",
            )
        status = _status(signature, signers.trust)
    except MemoryError:
        raise
    except Exception:  # a broken signature may break its reader anywhere
        return None, Finding(place, "CK004", f"chữ ký của {who} đã hỏng", _AGAIN)
    if not (status.intact and status.valid) or _padded(signature.pkcs7_content):
        message = f"tệp đã bị sửa sau khi {who} ký: nội dung không khớp chữ ký"
        return None, Finding(place, "CK004", message, _AGAIN)
    if not status.trusted:
        return None, _untrusted(who, status, place)
    certificate = status.signing_cert.dump()
    fingerprint = hashlib.sha256(certificate).hexdigest()
    holder = signers.holder(fingerprint)
    own = {signer.dump() for signer in signers.trust.signers}
    if own and certificate not in own and not holder:
        return None, _stranger(who, place)
    allowed = ModificationLevel.LTA_UPDATES if last else ModificationLevel.FORM_FILLING
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    level = status.modification_level
    if not whole and (level is None or level > allowed or not status.docmdp_ok):
        return None, Finding(
            place,
            "CK007",
            f"sau khi {who} ký, tệp đã được thêm nội dung (trang, chữ hoặc ghi chú)",
            _AGAIN,
        )
    return SignedBy(name, _when(signature), fingerprint, holder), None


def _status(signature: Any, trust: Trust) -> Any:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    signature.compute_integrity_info()
    context = ValidationContext(
        trust_roots=[*trust.authorities, *trust.signers], allow_fetching=False
    )
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
    return validate_pdf_signature(signature, context, key_usage_settings=usage)


def _when(signature: Any) -> datetime | None:
    try:
        when = signature.self_reported_timestamp
    except ValueError:
        return None
    return when if isinstance(when, datetime) else None


def _padded(content: bytes) -> bool:
    """Whether anything but zeros follows a signature in the room kept for it, which is unsigned."""
    from asn1crypto import parser

    return bool(content[parser.peek(content) :].strip(b"\0"))


def _holder(signature: Any) -> str:
    """The name in the certificate that a signature brings along."""
    try:
        return _common_name(signature.signer_cert)
    except Exception:  # see _check
        return "một người không rõ"


def _common_name(certificate: Any) -> str:
    name = certificate.subject.native.get("common_name")
    return normalize("NFC", name) if isinstance(name, str) else certificate.subject.human_friendly


def _untrusted(who: str, status: Any, place: Place) -> Finding:
    from pyhanko.sign.ades.report import AdESIndeterminate

    if status.revoked:
        message = f"chứng thư của {who} đã bị thu hồi"
        return Finding(place, "CK008", message, "ký lại bằng chứng thư còn hiệu lực")
    expired = (AdESIndeterminate.OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.EXPIRED)
    if status.trust_problem_indic in expired:
        message = f"chứng thư của {who} chưa có hoặc đã hết hiệu lực"
        return Finding(place, "CK008", message, "ký lại bằng chứng thư còn hiệu lực")
    return _stranger(who, place)


def _stranger(who: str, place: Place) -> Finding:
    return Finding(
        place,
        "CK005",
        f"chữ ký của {who} không thuộc các chứng thư được tin cậy",
        "nếu đây đúng là người ký thì thêm chứng thư của người đó vào chung_thu_ky",
    )


def _missing_leader(signed: Sequence[SignedBy], signers: Signers, place: Place) -> Finding:
    names = ", ".join(f"“{signature.shown}”" for signature in signed)
    return Finding(
        place,
        "CK006",
        f"tệp do {names} ký, không có chữ ký của người ký kế hoạch là “{signers.leader}”"
        + "".join({_likeness(signature, signers.leader): None for signature in signed}),
        f"lấy đúng tệp do {signers.leader} ký; nếu đây đúng là chứng thư của {signers.leader} "
        f"nhưng ghi tên khác (nhiều chứng thư ghi tên không dấu) thì {_how(signed, signers)}",
    )


def _likeness(signature: SignedBy, leader: str) -> str:
    """Why a name that looks like the leader's is not his, for who reads the two and sees one."""
    if same_name(signature.name) == same_name(leader):
        return "; tên đúng, nhưng không phải chứng thư đã khai cho người này"
    if same_name("".join(signature.name.split())) == same_name("".join(leader.split())):
        return "; hai tên khác nhau ở dấu cách"
    letters = (letter for letter in signature.name if letter.isalpha())
    foreign = (letter for letter in letters if "LATIN" not in name(letter, ""))
    if letter := next(foreign, ""):
        return f"; tên trong chứng thư có chữ “{letter}” ({named(letter)}) của bảng chữ cái khác"
    return ""


def _how(signed: Sequence[SignedBy], signers: Signers) -> str:
    """How the office puts a certificate on record: the lines to paste, one for each signature."""
    registered = signers.office.values.chung_thu_chu_ky_so
    file = shown(signers.office.path)
    known = sorted(fingerprints_of(registered, signers.leader))
    lines = [
        (signature, [*known, signature.fingerprint]) for signature in signed if not signature.holder
    ]
    if not lines:
        return f"xem lại các chứng thư đã khai ở chung_thu_chu_ky_so trong {file}"
    if registered:
        told = f"dưới chung_thu_chu_ky_so trong {file}, ghi dòng này (thay dòng cùng tên nếu có):"
    else:
        told = f"ghi vào {file} dòng này:"
    for signature, fingerprints in lines:
        entry = f"{as_scalar(signers.leader)}: {_flow(fingerprints)}"
        line = f"  {entry}" if registered else f"chung_thu_chu_ky_so: {{{entry}}}"
        told += f"\n{line}" + (f"  # {signature.shown}" if len(signed) > 1 else "")
    return told


def _flow(fingerprints: Sequence[str]) -> str:
    return fingerprints[0] if len(fingerprints) == 1 else f"[{', '.join(fingerprints)}]"
