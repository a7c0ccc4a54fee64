"""Which certificates a signature is trusted by: PEM files that the office put in place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import filterfalse
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.files import Unreadable, read_bounded, reason
from kehoach.findings import InputRefused
from kehoach.locations import Place

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

_SUFFIXES = (".pem", ".crt", ".cer")
_LARGEST = 4 * 1024 * 1024
"""Bytes of a file of certificates; one certificate has a thousandth of it."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Authorities whose certificates count, and signers' own certificates.

    Where there are `signers`, a signature counts only if it was made with one of those.
    """

    authorities: tuple[Certificate, ...]
    signers: tuple[Certificate, ...]


def read_trust(path: Path, name: str) -> Trust:
    """Read a PEM file, or all of a folder (.pem, .crt, .cer); `name` is what messages call it.

    Raises InputRefused if there is no certificate in it or a file cannot be read.
    """
    from asn1crypto import pem, x509

    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        contents = [
            read_bounded(file, _LARGEST) for file in files if file.suffix.lower() in _SUFFIXES
        ]
    except OSError as error:
        raise _refused(name, f"không đọc được: {reason(error)}") from None
    except Unreadable as error:
        raise _refused(name, str(error)) from None
    certificates: list[Certificate] = []
    try:
        for content in contents:
            blocks = pem.unarmor(content, multiple=True) if pem.detect(content) else ()
            certificates += [
                x509.Certificate.load(data, strict=True)
                for kind, _, data in blocks
                if kind == "CERTIFICATE"
            ]
        authorities = tuple(filter(_is_authority, certificates))
    except ValueError:
        raise _refused(name, "có tệp không phải là chứng thư dạng PEM") from None
    if not certificates:
        raise _refused(name, "không có chứng thư nào dạng PEM (.pem, .crt, .cer)")
    return Trust(authorities, tuple(filterfalse(_is_authority, certificates)))


def _is_authority(certificate: Certificate) -> bool:
    return bool(certificate.ca)


def _refused(name: str, what: str) -> InputRefused:
    return InputRefused.at(
        Place(name),
        "CK010",
        f"chứng thư tin cậy (chung_thu_ky): {what}",
        "chép chứng thư của người ký, của cơ quan, hoặc của tổ chức cấp chứng thư (dạng "
        "PEM) vào đó; bản giấy ký tay thì ghi việc giao bằng kehoach deliver KẾ_HOẠCH MÃ "
        '--nguoi-nhan TÊN --file BẢN_QUÉT --ban-giay "HỌ TÊN"',
    )
