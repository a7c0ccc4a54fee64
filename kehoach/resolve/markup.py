"""Text of the plan cut into parts with their places: words, emphasis, `{{ … }}`.

A text may hold literal words, `_nghiêng_`, `__đậm__`, `___cả hai___`, and `{{ expression }}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kehoach.resolve.expressions import Scope, TextError, Value, evaluate_expression

_EXPRESSION = re.compile(r"\{\{((?:[^'\"{}]|'[^']*'|\"[^\"]*\")*)\}\}")
_MARK = re.compile(r"\\_|_+")
_MARKS: dict[str, tuple[str, ...]] = {"_": ("_",), "__": ("__",), "___": ("__", "_")}
_OPENS_AFTER = re.compile(r"[\s(\[“‘\"'/–—-]|^$")
_OPENS_BEFORE = re.compile(r"[^\s)\]”’.,;:!?…]")
_CLOSES_BEFORE = re.compile(r"[\s)\]”’\"'/.,;:!?…–—-]|^$")


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of a text: literal (`value` is None) or computed, with its place in the text."""

    text: str
    start: int
    end: int
    value: Value | None = None
    bold: bool = False
    italic: bool = False


def cut(text: str, scope: Scope) -> tuple[list[TextPart], list[TextError]]:
    """Pieces of a text in order, and every mistake found in it."""
    parts: list[TextPart] = []
    errors: list[TextError] = []
    at = 0
    for match in _EXPRESSION.finditer(text) if "{" in text else ():
        parts.append(TextPart(text[at : match.start()], at, match.start()))
        at = match.end()
        try:
            value = evaluate_expression(match.group(1), scope)
            parts.append(TextPart(value.text or "", match.start(), at, value))
        except TextError as error:
            error.start, error.end = match.span()
            errors.append(error)
    parts.append(TextPart(text[at:], at, len(text)))
    errors += [
        _stray_brace(part.start + brace.start())
        for part in parts
        if part.value is None and (brace := re.search(r"[{}]", part.text))
    ]
    if "_" in text:
        parts = list(_emphasised(text, parts, errors))
    return [part for part in parts if part.text or part.value], errors


def _stray_brace(at: int) -> TextError:
    return TextError(
        "BT301",
        "dấu { } lẻ, hoặc biểu thức {{ … }} không đóng đủ",
        "biểu thức viết dạng {{ nam }}, hai ngoặc mở và hai ngoặc đóng; không dùng {% … %}",
        at,
        at + 1,
    )


def _emphasised(
    text: str, parts: Iterable[TextPart], errors: list[TextError]
) -> Iterable[TextPart]:
    """Split literal parts at emphasis marks; the marks themselves go."""
    opened: dict[str, int] = {}
    for part in parts:
        if part.value is not None:
            yield replace(part, bold="__" in opened, italic="_" in opened)
            continue
        at = part.start
        for match in _MARK.finditer(text, part.start, part.end):
            escaped = match.group() == "\\_"
            marks = () if escaped else _toggled(text, match, opened)
            if not (escaped or marks):
                continue
            yield _literal(text, at, match.start(), opened)
            at = match.end() - escaped
            for mark in marks:
                if opened.pop(mark, None) is None:
                    opened[mark] = match.start()
        yield _literal(text, at, part.end, opened)
    for mark, start in opened.items():
        errors.append(
            TextError(
                "BT302",
                f"dấu nhấn mạnh {mark} mở mà không đóng",
                f"thêm {mark} ở cuối phần nhấn mạnh; muốn in dấu gạch dưới thì viết \\_",
                start,
                start + len(mark),
            )
        )


def _literal(text: str, start: int, end: int, opened: Mapping[str, int]) -> TextPart:
    return TextPart(text[start:end], start, end, None, "__" in opened, "_" in opened)


def _toggled(text: str, match: re.Match[str], opened: Mapping[str, int]) -> tuple[str, ...]:
    """The marks of emphasis that a row of underscores opens or closes; none if it is printed."""
    marks = _MARKS.get(match.group(), ())
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if marks and all(mark in opened for mark in marks):
        fits = before.strip() and _CLOSES_BEFORE.match(after)
    else:
        fits = _OPENS_BEFORE.match(after) and _OPENS_AFTER.match(before)
    return marks if fits and len({mark in opened for mark in marks}) == 1 else ()


def evaluate_text(text: str, scope: Scope) -> str:
    """The text with its expressions evaluated, for fields that are not printed as they are.

    Raises TextError at the first mistake.
    """
    parts, errors = cut(text, scope)
    if errors:
        raise errors[0]
    return "".join(part.text for part in parts)
