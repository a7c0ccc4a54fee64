"""The signatures of a PDF: whether each is a PAdES signature that holds, and whose it is.

PAdES is the form of Thông tư 22/2020/TT-BTTTT; what pyHanko finds is told in a clerk's words.
Nothing is fetched from the network: whether a certificate was revoked is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place
from kehoach.sending.pdf_words import no_pdf
from kehoach.startup import silence
from kehoach.vietnamese import without_marks

if TYPE_CHECKING:
    from kehoach.sending.trust import Trust

_PADES = "/ETSI.CAdES.detached"
_AGAIN = "dùng đúng tệp đã ký, do hệ thống ký số trả về, không mở ra lưu lại"


@dataclass(frozen=True, slots=True)
class SignedBy:
    """A signature that holds: the name in its certificate, and when the signer says it was made."""

    name: str
    when: datetime | None


def check_signatures(
    data: bytes, name: str, trust: Trust, signer: str
) -> tuple[list[SignedBy], list[Finding]]:
    """Who signed a PDF, and what is wrong with that; `name` is what messages call the file.

    `signer` is the person who signs the plan: unless signers' own certificates are given, one of
    the signatures must bear that name. Raises InputRefused if the file cannot be read at all.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    silence("pyhanko", "pyhanko_certvalidator")
    place = Place(name)
    try:
        reader = PdfFileReader(BytesIO(data))
        if reader.security_handler is not None:
            raise InputRefused.at(place, "CK009", "tệp PDF đặt mật khẩu hoặc bị khoá", _AGAIN)
        signatures = list(reader.embedded_regular_signatures)
    except (PdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputRefused([no_pdf(name)]) from error
    if not signatures:
        advice = "gửi bản đã ký số; dự thảo gửi lấy ý kiến thì thêm --draft và --only"
        return [], [Finding(place, "CK002", "tệp chưa có chữ ký số nào", advice)]
    signed: list[SignedBy] = []
    findings: list[Finding] = []
    for signature in signatures:
        who, problem = _check(signature, signature is signatures[-1], place, trust)
        findings += [problem] if problem else []
        signed += [who] if who else []
    if not findings and not trust.signers:
        findings += _missing_signer(signed, signer, place)
    return signed, list(dict.fromkeys(findings))


def _check(
    signature: Any, last: bool, place: Place, trust: Trust
) -> tuple[SignedBy | None, Finding | None]:
    """One signature; `last` is whether nobody signed after it."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel

    who = _holder(signature)
    try:
        if signature.sig_object.get("/SubFilter") != _PADES:
            return None, Finding(
                place,
                "CK003",
                f"chữ ký của {who} không theo dạng PAdES",
                "ký lại bằng phần mềm ký số tạo được chữ ký PAdES (Thông tư 22/2020/TT-BTTTT)",
            )
        status = _status(signature, trust)
    except Exception:  # a broken signature may break its reader anywhere
        return None, Finding(place, "CK004", f"chữ ký của {who} đã hỏng", _AGAIN)
    if not (status.intact and status.valid) or _padded(signature.pkcs7_content):
        message = f"tệp đã bị sửa sau khi {who} ký: nội dung không khớp chữ ký"
        return None, Finding(place, "CK004", message, _AGAIN)
    if not status.trusted:
        return None, _untrusted(who, status, place)
    if trust.signers and status.signing_cert.dump() not in {c.dump() for c in trust.signers}:
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
    return SignedBy(who, signature.self_reported_timestamp), None


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


def _missing_signer(signed: list[SignedBy], signer: str, place: Place) -> Iterator[Finding]:
    wanted = _plain(signer)
    names = [signature.name for signature in signed]
    if not any(wanted in _plain(name) for name in names):
        yield Finding(
            place,
            "CK006",
            f"tệp do {', '.join(names)} ký, không có chữ ký của người ký kế hoạch là {signer}",
            "lấy đúng tệp đã ký; nếu chứng thư ghi tên khác thì đặt chứng thư đó vào chung_thu_ky",
        )


def _plain(name: str) -> str:
    """A name without marks and case: certificates often have none."""
    return " ".join(without_marks(name).casefold().split())
