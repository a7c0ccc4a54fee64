"""Vietnamese as typed before Unicode (VNI, TCVN3): known by its bytes, its letters, its fonts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

_VNI, _TCVN3 = "VNI", "TCVN3 (ABC)"

_HIGH_BYTES = re.compile(rb"[\x80-\xff]")
_BYTES = {
    _VNI: re.compile(
        rb"[aeouyAEOUY\xf4\xf6\xd4\xd6]"
        rb"[\xf8\xf9\xfb\xf5\xef\xe2\xe0\xe1\xe5\xe3\xe4\xea\xe8\xe9\xfa\xfc\xeb"
        rb"\xd8\xd9\xdb\xd5\xcf\xc2\xc0\xc1\xc5\xc3\xc4\xca\xc8\xc9\xda\xdc\xcb]"
    ),
    _TCVN3: re.compile(rb"[\xa8-\xae\xb5-\xb9\xbb-\xbe\xc6-\xd6]"),
}
_WORDS = {
    _TCVN3: re.compile(
        r"(?<=[^\W\d_])[\xa1-\xac\xae\xb5-\xb8\xbb-\xbe](?=[^\W\d_])"  # n¨m
        r"|(?<=[a-zA-Z])[\xaa\xb5\xb6\xb8](?!\w)"  # Rµ
        r"|(?<=[a-z])[\xc0-\xd6\xd8-\xde]|\xae(?=[^\W\d_])"  # nghÌo, ®Êt
    ),
    _VNI: re.compile(
        r"[aeoyôö][ùûïøåäëü]|u[ùûïøåäë]|[aeo]â|aê|[aeoôö]õ|[ae][áàã]|a[èéú]|ñ(?=[aeiouyôö])",
        re.IGNORECASE,
    ),
}
"""Letters as Unicode shows them, in words that Vietnamese cannot have."""

_FONTS = re.compile(r"\.?vn(?:ti|ar|av|bo|co|he)|\.vn|vni-|svn-|abc", re.IGNORECASE)
_UNICODE_ONLY = re.compile("[\u1ea0-\u1ef9đĐơƠưƯ]")
_FEW = 0.05
"""Share of letters; in Vietnamese of Unicode it is above a tenth."""


def encoding_of_bytes(raw: bytes) -> str | None:
    """The encoding of bytes that are no UTF-8, if it is a Vietnamese one."""
    high = len(_HIGH_BYTES.findall(raw))
    return next((name for name, form in _BYTES.items() if len(form.findall(raw)) * 3 > high), None)


def odd_words(text: str) -> Iterator[tuple[str, list[re.Match[str]]]]:
    """For each encoding the words that seem pasted from it. One may be a foreign name."""
    for name, form in _WORDS.items():
        if form.search(text):
            words = re.finditer(r"\S+", text)
            yield name, [word for word in words if form.search(word.group())]


def encoding_of_words(text: str) -> str | None:
    """The encoding that a text seems to come from, None for Vietnamese in Unicode.

    Two odd words are no foreign names, nor is one that makes the whole text.
    """
    is_short = len(text.split()) <= 2
    return next((name for name, odd in odd_words(text) if len(odd) > 1 or (odd and is_short)), None)


def is_old_font(name: str) -> bool:
    """Whether a font shows VNI or TCVN3 and not Unicode, by its name."""
    return _FONTS.match(name) is not None


def are_old_encoded(pieces: Iterable[tuple[str | None, str]]) -> bool:
    """Whether most of a text, given with its fonts, is not in Unicode."""
    letters: Counter[bool] = Counter()
    unicode_only = 0
    for font, text in pieces:
        letters[font is not None and is_old_font(font)] += sum(map(str.isalpha, text))
        unicode_only += len(_UNICODE_ONLY.findall(text))
    return letters[True] > letters[False] and unicode_only < _FEW * letters.total()
