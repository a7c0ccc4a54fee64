"""YAML data → typed model, with every mistake told in Vietnamese at its place."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from kehoach.findings import Finding, InputRefused, Severity
from kehoach.locations import Path, Place
from kehoach.plan.paths import fields_at, model_at
from kehoach.plan.values import WRONG_ID
from kehoach.source.source import Source
from kehoach.vietnamese import without_marks

M = TypeVar("M", bound=BaseModel)

_ROW_KEYS = frozenset({"dong", "dong_tong"})
"""Inside rows an empty value is a figure still missing; elsewhere it is as good as absent."""

_RELIED_ON = frozenset(
    [
        *("trang_thai", "vien_dan", "chi_tieu", "phu_luc", "cot", "dong", "dong_tong"),
        *("ma", "kieu", "thap_phan", "han", "don_vi"),
    ]
)
"""Keys that other parts of a plan refer to: without them those would be called faulty too."""

_QUOTE = "đặt cả câu trong dấu nháy kép, hoặc viết xuống dòng sau “>-”"


def validate(model: type[M], source: Source) -> M | None:
    """The model of a source; mistakes are reported on the source.

    With mistakes that can be set aside (unknown keys, bad values of optional fields) or stood in
    for (missing or misread words) the rest is still returned, so that later stages can report
    theirs in the same go; else None.
    """
    data = _without_empty(source.data, ())
    mended: set[Path] = set()
    emptied: set[Path] = set()
    wrong_ids: set[object] = set()
    while True:
        try:
            return model.model_validate(data, context=wrong_ids)
        except ValidationError as error:
            problems = [p for p in error.errors(include_url=False) if not _is_echo(p)]
        misspelt = _misspelt(model, problems)
        for problem in problems:
            if _path(problem) not in misspelt | emptied:
                _report(model, source, problem)
        wrong_ids |= {problem["input"] for problem in problems if problem["type"] == WRONG_ID}
        rest = [problem for problem in problems if problem["type"] != WRONG_ID]
        left = [_path(problem) for problem in rest if not _set_aside(model, data, problem)]
        if any(path in mended or not _stand_in(model, data, path) for path in left):
            return None
        mended.update(left)
        emptied.update(path[:-1] for path in map(_path, problems))


def validate_whole(model: type[M], source: Source) -> M:
    """The model of a source, for callers that report nothing later.

    Raises InputRefused with every mistake if there is one.
    """
    found = validate(model, source)
    if found is None or any(each.severity is Severity.ERROR for each in source.findings):
        raise InputRefused(source.findings)
    return found


def _is_echo(problem: Mapping[str, Any]) -> bool:
    """A list whose parts are faulty counts them as absent; they have been named already."""
    return problem["type"] == "too_short" and bool(problem["input"])


def _misspelt(model: type[BaseModel], problems: Sequence[Mapping[str, Any]]) -> set[Path]:
    """Paths of keys that are missing because they stand there under a wrong name."""
    unknown = [_path(problem) for problem in problems if problem["type"] == "extra_forbidden"]
    return {(*path[:-1], _meant(str(path[-1]), fields_at(model, path[:-1]))) for path in unknown}


def _without_empty(data: Any, path: Path) -> Any:
    if isinstance(data, str) and not data.strip():
        return None
    if isinstance(data, dict):
        keep = not _ROW_KEYS.isdisjoint(path)
        items = ((k, _without_empty(v, (*path, k))) for k, v in data.items())
        return {k: v for k, v in items if v is not None or keep or not _is_name(k)}
    if isinstance(data, list):
        return [_without_empty(item, (*path, i)) for i, item in enumerate(data)]
    return copy.copy(data)


def _is_name(key: str) -> bool:
    """Whether a key may be the name of one; else it is a sentence that ends in a colon."""
    return key.isascii() and key.isidentifier()


def _set_aside(model: type[BaseModel], data: Any, problem: Mapping[str, Any]) -> bool:
    """Remove the faulty key if the model can do without it, and nothing refers to it."""
    if not (path := _path(problem)):
        return False
    *above, key = path
    fields = fields_at(model, tuple(above))
    if problem["type"] == "extra_forbidden":
        free = _meant(str(key), fields) not in _RELIED_ON
    else:
        free = key in fields and not fields[str(key)].is_required() and key not in _RELIED_ON
    for part in above if free else ():
        data = data[part]
    return free and isinstance(data, dict) and (data.pop(key, None), True)[1]


def _stand_in(model: type[BaseModel], data: Any, path: Path) -> bool:
    """Put words where they are missing or were misread, unless other parts refer to them."""
    *above, key = path or ("",)
    own = next((name for name in _OWN_WORDS if name in fields_at(model, path)), None)
    field = fields_at(model, tuple(above)).get(str(key))
    words = _words_for(field.annotation) if field and key not in _RELIED_ON else None
    if not (own or words):
        return False
    for part in above:
        data = data[part]
    there = data[key] if isinstance(key, int) else data.get(key)
    rest = there if own and isinstance(there, dict) else {}
    data[key] = {**rest, own: "…"} if own else words
    return True


_OWN_WORDS = ("doan", "ghi")
"""The keys that a text without a key stands for."""


def _words_for(annotation: Any) -> str | None:
    if annotation is int:
        return "2000"
    is_text = annotation is str or get_args(annotation)[:1] == (str,)
    return "…" if is_text else None


def _path(problem: Mapping[str, Any]) -> Path:
    return tuple(part for part in problem["loc"] if part != "[key]")


# Messages


def _report(model: type[BaseModel], source: Source, problem: Mapping[str, Any]) -> None:
    path = _path(problem)
    kind = problem["type"]
    on_key = kind == "extra_forbidden" or "[key]" in problem["loc"]
    place = source.place(path, key=on_key)
    code, message, advice = _explain(model, source, problem, path)
    if any(_says_it_already(finding, place, code) for finding in source.findings):
        return
    source.findings.append(Finding(place, code, message, advice))


def _says_it_already(finding: Finding, place: Place, code: str) -> bool:
    """One mistake, one message: where YAML was misread, the model only sees the consequences.

    Missing keys are reported at their parent, each by itself.
    """
    misread = finding.code.startswith("YM") and finding.place.line == place.line
    same = finding.place == place and code != "DL202"
    return finding.severity is Severity.ERROR and (misread or same)


def _explain(
    model: type[BaseModel], source: Source, problem: Mapping[str, Any], path: Path
) -> tuple[str, str, str]:
    value, context = problem["input"], problem.get("ctx", {})
    match problem["type"]:
        case "missing":
            return _missing(model, source, path)
        case "extra_forbidden":
            return _unknown_key(str(path[-1]), list(fields_at(model, path[:-1])))
        case "kehoach":
            advice = "" if model_at(model, path) else _description(model, path)
            return "DL207", str(context["message"]), advice
        case kind if kind == WRONG_ID:
            return wrong_id(str(value))
        case "literal_error":
            return _not_a_choice(value, re.findall(r"'([^']*)'", str(context["expected"])))
        case _ if value is None:
            advice = "viết nội dung sau dấu gạch đầu dòng, hoặc xoá dòng này"
            return "DL203", "phần tử này chưa có nội dung", advice
        case "string_type":
            return "DL203", _not_text(value), _QUOTE
        case "tuple_type" | "list_type" | "tuple_wrong_size":
            advice = "viết mỗi phần tử một dòng bắt đầu bằng “- ”, thụt vào hai dấu cách"
            return "DL204", "cần một danh sách ở đây", advice
        case "model_type" if isinstance(value, list) and "muc" in fields_at(model, path):
            advice = "bỏ bớt một dấu “- ” ở đầu dòng; các nội dung con thì viết dưới khoá muc"
            return "DL205", "cần một nội dung ở đây, không phải danh sách", advice
        case "model_type" | "model_attributes_type" | "dict_type":
            return "DL205", "cần một nhóm “khoá: giá trị” ở đây", _layout(model, path)
        case "too_short":
            return "DL206", "cần ít nhất một phần tử ở đây", _description(model, path)
        case "too_long":
            message = f"nhiều nhất {context['max_length']} phần tử ở đây"
            return "DL206", message, _description(model, path)
        case "greater_than_equal" | "less_than_equal":
            limit = context.get("ge", context.get("le"))
            side = "nhỏ nhất" if "ge" in context else "lớn nhất"
            return "DL208", f"giá trị {side} là {limit}", "sửa lại số ở đây"
    return "DL209", f"giá trị “{str(value)[:40]}” không hợp lệ", _description(model, path)


def _layout(model: type[BaseModel], path: Path) -> str:
    keys = list(fields_at(model, path))
    names = f"; các khoá: {', '.join(keys)}" if keys else ""
    return f"viết mỗi dòng một “khoá: giá trị”, thụt vào hai dấu cách{names}"


def _missing(model: type[BaseModel], source: Source, path: Path) -> tuple[str, str, str]:
    advice = _description(model, path)
    if source.place(path, key=True) != source.place(path[:-1]):
        return "DL202", f"khoá “{path[-1]}” chưa có giá trị", advice
    if isinstance(path[-1], int):
        return "DL204", "thiếu phần tử trong danh sách", advice
    meaning = advice.partition(": ")[2]
    advice = f"thêm dòng “{path[-1]}: …”" + (f" ({meaning})" if meaning else "")
    return "DL202", f"thiếu khoá bắt buộc “{path[-1]}”", advice


def _unknown_key(key: str, known: Collection[str]) -> tuple[str, str, str]:
    if meant := _meant(key, known):
        return "DL201", f"không có khoá “{key}”", f"có phải “{meant}”?"
    if not _is_name(key):
        short = key if len(key) <= 40 else f"{key[:40]}…"
        return "DL212", f"dấu hai chấm sau “{short}” làm câu này bị hiểu là khoá", _QUOTE
    return "DL201", f"không có khoá “{key}”", "các khoá dùng được: " + ", ".join(known)


def _meant(key: str, known: Collection[str]) -> str:
    """The known key that a wrong one most likely stands for, or ''; accents do not count."""
    bare = without_marks(key.casefold())
    likeness = 0.6 if bare == key else 0.85
    return next(iter(get_close_matches(re.sub(r"\s+", "_", bare), known, 1, likeness)), "")


def wrong_id(text: str) -> tuple[str, str, str]:
    """Code, message and advice about a text that is no id."""
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    usable = re.sub(r"[^a-z0-9]+", "_", without_marks(text.casefold())).strip("_")[:40] or "so_yt"
    usable = f"m_{usable}" if usable[0].isdigit() else usable
    message = (
        f"“{shown}” không dùng làm mã được: mã chỉ gồm chữ cái không dấu, chữ số và dấu _, không "
        "bắt đầu bằng chữ số, không quá 60 ký tự"
    )
    return "DL213", message, f"viết lại mã này ở mọi chỗ dùng đến, ví dụ {usable}"


def _not_a_choice(value: object, choices: list[str]) -> tuple[str, str, str]:
    near = get_close_matches(str(value), choices, 1, 0.6)
    advice = f"có phải “{near[0]}”?" if near else "chọn một trong: " + ", ".join(choices)
    return "DL208", f"giá trị “{str(value)[:40]}” không dùng được ở đây", advice


def _not_text(value: object) -> str:
    if isinstance(value, dict):
        return "cần một câu chữ, nhưng dấu hai chấm làm nó bị hiểu là nhóm khoá"
    return "cần một câu chữ, không phải danh sách"


def _description(model: type[BaseModel], path: Path) -> str:
    while path and isinstance(path[-1], int):
        path = path[:-1]
    field = fields_at(model, path[:-1]).get(str(path[-1])) if path else None
    return f"{path[-1]}: {field.description}" if field and field.description else ""
