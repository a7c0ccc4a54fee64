"""The kinds of single values that a plan or a register may hold, and how each is written.

Every scalar of the file is text; a kind reads it and refuses what it cannot be, with a Vietnamese
sentence. Beside it stands what an editor is to accept: there YAML 1.2 has read the scalar already,
so that `so: 152` is a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from kehoach.document import PlanState, Role
from kehoach.vietnamese import MOST_DIGITS, parse_date, parse_number


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
    return text.isascii() and text.isdecimal() and len(text) == 4 and int(text) >= 1000


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
        raise refuse(f"“{text[:40]}” không phải là số văn bản; chỉ viết chữ số, ví dụ 3456")
    if len(text) > MOST_DIGITS:
        raise refuse(f"số văn bản có quá {MOST_DIGITS} chữ số")
    return text


_LONGEST_ID = 60
_IDENTIFIER = rf"[A-Za-z_][A-Za-z0-9_]{{0,{_LONGEST_ID - 1}}}"
_IDENTIFIERS = re.compile(_IDENTIFIER)
_DECISIONS = re.compile(rf"[A-Za-z_][A-Za-z0-9_-]{{0,{3 * _LONGEST_ID}}}")
WRONG_ID = "ma"
"""The type of the error about an id that is none."""


def _id_of(form: re.Pattern[str]) -> Callable[[str, ValidationInfo], str]:
    """A validator of ids; those in the context have been told already, and pass."""

    def validate(text: str, info: ValidationInfo) -> str:
        if form.fullmatch(text) or text in (info.context or ()):
            return text
        raise PydanticCustomError(WRONG_ID, "")

    return validate


def is_id(text: str) -> bool:
    """Whether a text may be an id."""
    return _IDENTIFIERS.fullmatch(text) is not None


def _name(text: str) -> str:
    """A name that people can read: it is looked for in texts, and printed as it stands."""
    if not any(map(str.isalpha, text)):
        raise refuse(f"“{text[:40]}” không phải là tên: trong tên phải có chữ")
    if "{" in text or "}" in text:
        raise refuse(f"“{text[:40]}” có dấu {{ }}; tên in đúng như viết, không dùng biểu thức")
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
UnitName = Annotated[str, AfterValidator(_name), _accepts("string", r"^[^{}]*[A-Za-zÀ-ỹ][^{}]*$")]
Deadline = Annotated[str, _accepts("string", r"^\s*([\d/.-]|\{\{[^{}]*\}\})+\s*$")]
"""A date, in which expressions may stand."""
Id = Annotated[str, AfterValidator(_id_of(_IDENTIFIERS)), _accepts("string", rf"^{_IDENTIFIER}$")]
"""What files, formulas and commands call a thing by: ASCII letters, digits, _; no digit first."""
DeadlineName = Annotated[str, _accepts("string", rf"^{_IDENTIFIER}$")]
"""An id, too; read where it is used, since of two kinds of `han` pydantic could not tell which."""
DecisionId = Annotated[
    str, AfterValidator(_id_of(_DECISIONS)), _accepts("string", rf"^{_DECISIONS.pattern}$")
]
"""The same, but that `kehoach roll` puts ids together with a hyphen."""
Ids = Annotated[tuple[str, ...], BeforeValidator(one_or_more), _LIST_OR_ONE]
"""Ids that are looked up where they are read: what is none there is told with the nearest one."""
NewIds = Annotated[tuple[Id, ...], BeforeValidator(one_or_more), _LIST_OR_ONE]
"""Ids that nothing looks up at once."""
Lines = Annotated[tuple[str, ...], BeforeValidator(one_or_more), _LIST_OR_ONE]
DocumentNumber = Annotated[
    str,
    AfterValidator(_digits),
    _accepts(
        "integer string",
        rf"^[0-9]{{1,{MOST_DIGITS}}}$",
        minimum=0,
        maximum=10**MOST_DIGITS - 1,
    ),
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
