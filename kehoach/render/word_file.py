"""Opening the Word files of `templates/`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kehoach.findings import InputRefused
from kehoach.locations import Place


@contextmanager
def readable_template(path: Path) -> Iterator[None]:
    """While a library opens a Word template; raises InputRefused (IN001) for what it cannot read.

    What libraries raise for a spoiled package is no closed list: whatever it is, it is the file.
    """
    try:
        yield
    except Exception:
        raise _refusal(path) from None


def _refusal(path: Path) -> InputRefused:
    place = Place(str(path))
    if not path.exists():
        message, advice = "không tìm thấy mẫu Word.", "Chép lại tệp mẫu vào đúng chỗ này."
    else:
        message = "không mở được mẫu Word: tệp hỏng hoặc không phải là .docx."
        advice = (
            "Mở bằng Word rồi lưu lại dạng Word Document (.docx), hoặc lấy lại bản mẫu trước khi "
            "sửa."
        )
    return InputRefused.at(place, "IN001", message, advice)
