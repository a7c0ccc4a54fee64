"""The kinds of single values that a plan or a register may hold, and how each is written.

Every scalar of the file is text; a kind reads it and refuses what it cannot be, with a Vietnamese
sentence. Beside it stands what an editor is to accept: there YAML 1.2 has read the scalar already,
so that `so: 152` is a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from kehoach.document import PlanState, Role
from kehoach.vietnamese import parse_date, parse_number


def refuse(message: str) -> PydanticCustomError:
    """The error that a validator raises to show a Vietnamese sentence as it is."""
    return PydanticCustomError("kehoach", "{message}", {"message": message})


def _checked(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    """Wrap a reader of text so that its Vietnamese ValueError reaches the clerk as it is."""

    def validate(value: Any) -> Any:
        if not isinstance(value, str):
            raise refuse("cần một giá trị đơn, không phải danh sách hay nhóm khoá")
        try:
            return read(value)
        except ValueError as error:
            raise refuse(str(error)) from None

    return validate


def _is_year(text: str) -> bool:
    return text.isdecimal() and len(text) == 4 and int(text) >= 1000


def _read_year(text: str) -> int:
    if not _is_year(text):
        raise ValueError(f"“{text}” không phải là năm; viết đủ 4 chữ số, ví dụ 2024")
    return int(text)


def _read_date_or_year(text: str) -> date | int:
    return int(text) if _is_year(text) else parse_date(text)


def _read_count(text: str) -> int:
    return int(parse_number(text, 0))


def _read_flag(text: str) -> bool:
    if text not in ("có", "không"):
        raise ValueError(f"“{text}” không hợp lệ; viết có hoặc không")
    return text == "có"


def _digits(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise refuse(f"“{text}” không phải là số văn bản; chỉ viết chữ số, ví dụ 3456")
    return text


def one_or_more(value: Any) -> Any:
    """A list field accepts a single value written without the list."""
    return [value] if isinstance(value, str) else value


def _accepts(kinds: str, pattern: str | None = None, **more: Any) -> WithJsonSchema:
    """What an editor accepts: kinds of YAML 1.2 values, and how a text among them is written."""
    return WithJsonSchema(
        {"type": kinds.split(), **({"pattern": pattern} if pattern else {}), **more}
    )


def meaning(*texts: str) -> Any:
    """What each choice of a `Literal` means, in the same order, for the editor to show."""
    return Field(json_schema_extra={"enumDescriptions": list(texts)})


_LABELS: Mapping[PlanState | Role, str] = {
    "du_thao": "dự thảo",
    "trinh_ky": "trình ký",
    "ban_hanh": "đã ban hành",
    "chu_tri": "chủ trì",
    "phoi_hop": "phối hợp",
    "de_nghi": "được đề nghị",
}


def label_of(choice: PlanState | Role) -> str:
    """What a state or a role is called within a line."""
    return _LABELS[choice]


_DAY, _MONTH = r"(0?[1-9]|[12]\d|3[01])", r"(0?[1-9]|1[0-2])"
_DATE = rf"\d{{4}}-{_MONTH}-{_DAY}|{_DAY}[/.-]{_MONTH}[/.-]\d{{4}}"
_FIGURE = r"^\s*-?\d[\d.,]*\s*$"
_YEARS = {"minimum": 1000, "maximum": 9999}
_LIST_OR_ONE = Field(json_schema_extra={"type": ["array", "string"]})

Year = Annotated[
    int, PlainValidator(_checked(_read_year)), _accepts("integer string", r"^\d{4}$", **_YEARS)
]
Day = Annotated[
    date, PlainValidator(_checked(parse_date)), _accepts("string", rf"^\s*({_DATE})\s*$")
]
DayOrYear = Annotated[
    date | int,
    PlainValidator(_checked(_read_date_or_year)),
    _accepts("integer string", rf"^\s*({_DATE})\s*$|^\d{{4}}$", **_YEARS),
]
Count = Annotated[
    int,
    BeforeValidator(_checked(_read_count)),
    Field(json_schema_extra={"type": ["integer", "string"], "pattern": _FIGURE}),
]
"""Neither a plain validator nor `_accepts`: fields set limits of their own."""
Flag = Annotated[
    bool, PlainValidator(_checked(_read_flag)), _accepts("string", enum=["có", "không"])
]
Number = Annotated[str, _accepts("number string", _FIGURE)]
"""A figure as written; read by `official.parse_number` where its number of decimals is known."""
Entry = Annotated[str, _accepts("number string")]
"""A value of a row: a figure, an id or a text, as its column says."""
Text = str
Deadline = Annotated[str, _accepts("string", r"^\s*([\d/.-]|\{\{[^{}]*\}\})+\s*$")]
"""A date, in which expressions may stand."""
Ids = Annotated[tuple[str, ...], BeforeValidator(one_or_more), _LIST_OR_ONE]
Lines = Annotated[tuple[str, ...], BeforeValidator(one_or_more), _LIST_OR_ONE]
DocumentNumber = Annotated[
    str, AfterValidator(_digits), _accepts("integer string", r"^[0-9]+$", minimum=0)
]
SecrecyLevel = Annotated[
    Literal["Mật", "Tối mật", "Tuyệt mật"],
    meaning("Bí mật nhà nước độ Mật", "Bí mật nhà nước độ Tối mật", "Bí mật nhà nước độ Tuyệt mật"),
]
Marking = Annotated[
    Literal["so", "gach", "cong", "chu", "khong"],
    meaning(
        "Số: I. ở cấp phần, rồi 1., 1.1.",
        "Gạch đầu dòng -",
        "Dấu cộng +",
        "Chữ: a), b), c), d), đ)",
        "Không đánh dấu",
    ),
]
