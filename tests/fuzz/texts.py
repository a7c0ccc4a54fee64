"""Words that break things, and edits of bytes and lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.fuzz.edits import Edit

NUMBERS = (
    *(
        "0",
        "-1",
        "00",
        "007",
        "1.000",
        "1.5",
        "1,5",
        "1.234.567,89",
        "1,234.5",
        "9" * 30,
        "9" * 5000,
    ),
    *("1e9", "1e9999", "1e99999999", "0x10", "0b11", "0o17", "1_000", "²", "½", "١٢", "１２", "Ⅷ"),
    *("+5", "--5", "5-", "5%", "%", "nan", "inf", "-0", "0,0", ",5", "5,", ".", "…", "-", "1/0"),
    *("0." + "0" * 400 + "1", "1" + "0" * 400, "-9999999999999999999,99", "không", "true", "null"),
)
DATES = (
    *(
        "31/02/2024",
        "29/02/2023",
        "29/02/2024",
        "29/02/{{ nam }}",
        "00/00/0000",
        "1/1/0001",
        "0/5/2024",
    ),
    *(
        "31/12/9999",
        "01/01/10000",
        "1-2-2024",
        "2024-01-02",
        "12/2024",
        "2024",
        "quý I",
        "32/1/2024",
    ),
    *("30/4/{{ nam }}", "30/4/{{ nam + 1 }}", "{{ han }}", "15/01/{{ nam - 9999 }}", "15/13/2024"),
    *("1/1/1", "01/01/99999999999999999999", "15/01/2025 ", "¹/1/2024"),
)
NAMES = (
    *(
        "so_yt",
        "nam",
        "han",
        "don_vi",
        "chi_tieu",
        "phu_luc",
        "dong_tong",
        "tt",
        "__class__",
        "a b",
    ),
    *(
        "../../x",
        "/etc/passwd",
        "-x",
        "--help",
        "Á",
        "đơn_vị",
        "1",
        "",
        " ",
        ".",
        "..",
        "a/b",
        "a\\b",
    ),
    *(
        "a" * 300,
        "con",
        "NUL",
        "x.",
        "x:y",
        "x\0y",
        "x\ny",
        "self",
        "None",
        "if",
        "vien_dan",
        "so_yt ",
    ),
    *("*", "?", "[a]", "~", "$HOME", "`id`", "%s", "{0}", "{{ nam }}", "a-b", "a.b", "SO_YT", "ﬁ"),
)
LETTERS = (
    *("\x00", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x85", "\xa0", "\xad"),
    *("\u061c", "\u200b", "\u200d", "\u200e", "\u202e", "\u2028", "\u2029", "\u2066", "\ufeff"),
    *("\ufffd", "\ufffe", "\uffff", "\uf0fe", "\ue000", "\u0301", "\u0323\u0302", "\U0001f600"),
    *("\U0001f468\u200d\U0001f469", "\U000e0041", "\U0010ffff", "\u3000", "ﷺ", "ſ", "İ", "ı", "ß"),
)
SENTENCES = (
    *(
        "",
        " ",
        "./.",
        "…",
        "-",
        "+",
        ":",
        ";",
        ",",
        "“",
        "”",
        "''",
        '"',
        "a: b",
        "a #b",
        "- x",
        "? x",
    ),
    *(
        "A" * 5000,
        "ạ" * 3000,
        "a " * 3000,
        "(" * 500,
        "((((((((((" * 30 + "x",
        "1" * 3000,
        "/" * 999,
    ),
    *("a-" * 1500, "12/" * 1000, "Điều 1 " * 400, "1.1." * 800, "số 12/QĐ-UBND " * 200, "\n" * 50),
    *("ngày 32 tháng 13 năm 2024", "khoản 1 Điều 2 khoản 3 Điều 4 Luật Đất đai", "Sở Y tế", "UBND"),
    *(
        "Sở Y tế, Sở Y tế, sở y tế, SỞ Y TẾ",
        "trước ngày 30/02/2024",
        "năm 0000",
        "8,11%",
        "100 000",
    ),
    *(
        "12.500.000.000.000.000.000.000 đồng",
        "1.000 - 2.000 hộ",
        "20%-30 %",
        "Xem Phụ lục",
        "(a) b)",
    ),
    *(
        "http://" + "x" * 200,
        "a@b.vn",
        "<b>&amp;</b>",
        "]]>",
        "<!--",
        "\\x",
        "\\",
        "C:\\a\\b",
        "%0A",
    ),
    *(
        "_nghiêng_",
        "__đậm__",
        "___cả hai___",
        "_" * 400,
        "_a__b___c",
        "__a_",
        "x_y_z",
        "_ a _",
        "*a*",
    ),
    *("Nghị quyết số 05-NQ/TU ngày 12/4/2017", "Quyết định số /QĐ-TTg", "Luật số 99/9999/QH99"),
    *("Thủ tướng Chính phủ " * 100, "(sau đây gọi tắt là A) " * 50, "I. II. III. IV.", "a) b) đ)"),
    *(
        "e\u0301" * 300,
        "Ngu\u0303e\u0302n",
        "ĐẢNG",
        "đ/c",
        "v.v…",
        "v.v...",
        "?!" * 200,
        "' OR 1=1 --",
    ),
)
EXPRESSIONS = (
    *(
        "{{ nam }}",
        "{{ nam - 1 }}",
        "{{ nam - 99999 }}",
        "{{ nam * 10 }}",
        "{{ han }}",
        "{{ don_vi }}",
    ),
    *(
        "{{ vien_dan('qd_12') }}",
        "{{ vien_dan('qd_12', ngay='so') }}",
        "{{ vien_dan('') }}",
        "{{ }}",
    ),
    *(
        "{{ vien_dan('\\ud800') }}",
        "{{ vien_dan(qd_12) }}",
        "{{ vien_dan('luat_pctt', in_nguyen='') }}",
    ),
    *(
        "{{ chi_tieu.ty_le }}",
        "{{ chi_tieu }}",
        "{{ chi_tieu.ty_le | bang_chu }}",
        "{{ nam | bang_chu }}",
    ),
    *("{{ phu_luc.ho_dan.dong_tong.ho_ah }}", "{{ phu_luc.ho_dan.h_kbang.ty_le | bo_so_0_cuoi }}"),
    *(
        "{{ phu_luc }}",
        "{{ phu_luc.x.y.z.t }}",
        "{{ nam.__class__ }}",
        "{{ ''.join(nam) }}",
        "{{ 1/0 }}",
    ),
    *(
        "{{ 10 ** 10 ** 10 }}",
        "{{ 'a' * 10 ** 9 }}",
        "{% for x in y %}",
        "{# #}",
        "{{",
        "}}",
        "{%",
        "{{{{",
    ),
    *(
        "{{ nam }}{{ nam }}" * 200,
        "{{ nam ~ nam }}",
        "{{ [nam] }}",
        "{{ (((((nam))))) }}",
        "{{ -nam }}",
    ),
    *(
        "{{ " + "(" * 300 + "nam" + ")" * 300 + " }}",
        "{{ " + "-" * 3000 + "nam }}",
        "{{ nam if nam }}",
    ),
    *(
        "{{ " + ".".join(["nam"] * 500) + " }}",
        "{{ nam | bang_chu | bang_chu }}",
        "{{ 0x10 }}",
        "{{ 1e999 }}",
    ),
)
MARKS = (
    *(
        ": ",
        " #",
        "- ",
        "  ",
        "\t",
        "---\n",
        "...\n",
        "&a ",
        "*a",
        "!!python/object:os.system ",
        "!x ",
    ),
    *(
        "<<: *a",
        "? ",
        "| ",
        ">-\n",
        "|\n",
        "{",
        "}",
        "[",
        "]",
        "'",
        '"',
        "%YAML 1.1\n",
        "@",
        "`",
        "~",
    ),
    *(
        '"\\ud800"',
        '"\\x01"',
        '"\\0"',
        '"\\q"',
        '"\\U00110000"',
        "\r",
        "\r\n",
        "\u2028",
        "\ufeff",
        ",",
    ),
    *(
        ": {{ ",
        "{a: {b: [",
        "[[[[[[[[" * 40,
        "{a: " * 300,
        "- " * 400,
        "\n",
        "\n\n",
        "=",
        "yes",
        ".inf",
    ),
)
ANYTHING = (*NUMBERS, *DATES, *NAMES, *LETTERS, *SENTENCES, *EXPRESSIONS)


def word(random: Random) -> str:
    """A word that may break things, of any kind."""
    kind = random.choice((NUMBERS, DATES, NAMES, LETTERS, SENTENCES, EXPRESSIONS))
    return random.choice(kind)


def within(random: Random, text: str) -> str:
    """A text with something put into it."""
    at = random.randint(0, len(text))
    return text[:at] + random.choice((*LETTERS, *EXPRESSIONS, *SENTENCES)) + text[at:]


def edit_bytes(random: Random, content: bytes) -> Edit:
    """An edit of the bytes of a file, whatever they mean."""
    size = len(content)
    at = random.randrange(size)
    span = min(random.choice((1, 1, 2, 8, 60, 700)), size - at)

    def put(what: str, new: bytes, length: int = span) -> Edit:
        return Edit(
            f"{what} at {at}: {new[:60]!r} for {length} bytes",
            lambda old: old[:at] + new + old[at + length :],
        )

    choice = random.randrange(9)
    if choice == 0:
        return put("flip a bit", bytes([content[at] ^ (1 << random.randrange(8))]), 1)
    if choice == 1:
        return put("delete", b"")
    if choice == 2:
        return put("repeat", content[at : at + span] * random.choice((2, 3, 200)))
    if choice == 3:
        return put("insert", random.choice(MARKS).encode("utf-8", "surrogatepass"), 0)
    if choice == 4:
        return put("insert", word(random).encode("utf-8", "surrogatepass"), 0)
    if choice == 5:
        return put("noise", random.randbytes(span))
    if choice == 6:
        return put("fill", bytes([random.choice((0, 32, 255))]) * span)
    if choice == 7:
        start = random.randrange(size)
        return put("copy", content[start : start + span], 0)
    return Edit(f"cut off at {at}", lambda old: old[:at])


def edit_whole(random: Random) -> Edit:
    """An edit of a whole text file: its coding, its ends of lines, its indentation."""
    ways: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
        ("CR LF", lambda old: old.replace(b"\n", b"\r\n")),
        ("CR", lambda old: old.replace(b"\n", b"\r")),
        ("BOM", lambda old: b"\xef\xbb\xbf" + old),
        ("two BOMs", lambda old: b"\xef\xbb\xbf" * 2 + old),
        ("UTF-16", lambda old: old.decode().encode("utf-16")),
        ("UTF-32", lambda old: old.decode().encode("utf-32")),
        ("code page 1258", lambda old: old.decode().encode("cp1258", "replace")),
        ("tabs", lambda old: old.replace(b"  ", b"\t")),
        ("no end of the last line", lambda old: old.rstrip(b"\n")),
        ("NEL", lambda old: old.replace(b"\n", "\x85".encode(), 3)),
        ("twice", lambda old: old + b"---\n" + old),
        ("indented", lambda old: b"  " + old.replace(b"\n", b"\n  ")),
    )
    return Edit(*random.choice(ways))


def edit_lines(random: Random, content: bytes) -> Edit:
    """An edit of lines of a text file."""
    lines = content.split(b"\n")
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    shown = lines[first][:80]

    def at(what: str, change: Callable[[list[bytes]], object]) -> Edit:
        def do(old: bytes) -> bytes:
            now = old.split(b"\n")
            change(now)
            return b"\n".join(now)

        return Edit(f"{what} line {first + 1} {shown!r}", do)

    def swap(now: list[bytes]) -> None:
        now[first], now[second] = now[second], now[first]

    def shift(now: list[bytes]) -> None:
        indentation = len(now[first]) - len(now[first].lstrip())
        now[first] = b" " * max(indentation + shift_by, 0) + now[first].lstrip()

    def value(now: list[bytes]) -> None:
        key = re.match(rb"\s*(?:- )*(?:[\w.]+:)? ?", now[first])
        now[first] = (key[0] if key else b"") + new

    shift_by = random.choice((-2, -1, 1, 2, 4))
    new = random.choice((word, lambda r: r.choice(MARKS)))(random).encode("utf-8", "surrogatepass")
    choice = random.randrange(5)
    if choice == 0:
        return at("delete", lambda now: now.pop(first))
    if choice == 1:
        return at("double", lambda now: now.insert(first, now[first]))
    if choice == 2:
        return at(f"swap with line {second + 1}", swap)
    if choice == 3:
        return at(f"shift by {shift_by}", shift)
    return at(f"value {new[:60]!r} in", value)


def edit_text(random: Random, content: bytes) -> Edit:
    """An edit of a text file: of bytes, of lines, now and then of all."""
    ways = (edit_bytes, edit_lines, edit_lines, lambda r, _: edit_whole(r))
    return random.choices(ways, (4, 5, 5, 1))[0](random, content)
