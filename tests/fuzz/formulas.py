"""Formulas and expressions by a grammar that knows what is allowed, and what is not."""

from __future__ import annotations

from random import Random

from tests.fuzz.texts import NUMBERS

_NAMES = (
    *(
        "ho_ah",
        "tong_ho",
        "ty_le",
        "tt",
        "dia_ban",
        "nam",
        "dong_tong",
        "phu_luc",
        "x",
        "__class__",
    ),
    *("phu_luc.ho_dan.dong_tong.ho_ah", "phu_luc.ho_dan.h_kbang.ty_le", "chi_tieu.ty_le", "han"),
    *("chi_tieu", "don_vi", "phu_luc.ho_dan.dong_tong", "ho_ah.real", "vien_dan", "true", "none"),
)
_OPERATORS = ("+", "-", "*", "/", "/", "+", "-", "*", "//", "%", "**", "==", "<", "and", "or", "in")
_FILTERS = ("bang_chu", "bo_so_0_cuoi", "upper", "length", "safe", "format", "x")


def formula(random: Random, depth: int = 0) -> str:
    """What stands after `cong_thuc:`."""
    choice = random.randrange(10) if depth < 6 else random.randrange(4)
    if choice < 2:
        return random.choice(_NAMES)
    if choice < 4:
        return random.choice((*NUMBERS, "100", "2", "1", "0,5", "0.5"))
    if choice < 7:
        space = random.choice((" ", " ", "", "\n"))
        left, right = formula(random, depth + 1), formula(random, depth + 1)
        return space.join((left, random.choice(_OPERATORS), right))
    if choice == 7:
        return f"({formula(random, depth + 1)})"
    if choice == 8:
        return random.choice(("-", "+", "~", "not ", "- - ")) + formula(random, depth + 1)
    inside = formula(random, depth + 1)
    return random.choice(
        (
            *(
                f"sum({inside})",
                f"round({inside}, 2)",
                f"[{inside}]",
                f"{inside} if {inside} else 1",
            ),
            *(
                f"{inside}[0]",
                f"({inside}, 1)",
                f"lambda: {inside}",
                f"{{{inside}: 1}}",
                f"f'{inside}'",
            ),
            *(f"({inside} := 1)", f"{inside}()", f"'{inside}'", f"{inside} # x", f"{inside};1"),
            *(
                f"max({inside}, {inside})",
                "+".join([inside[:20]] * 300),
                "(" * 90 + inside + ")" * 90,
            ),
        )
    )


def expression(random: Random, depth: int = 0) -> str:
    """What stands in `{{ … }}`, with its braces."""
    inside = formula(random, depth + 2)
    if random.random() < 0.3:
        key = random.choice(("qd_12", "luat_pctt", "x", "", "qd_12'", "\\ud800", "\\x00", "a" * 99))
        ways = ("ngay='so'", "ngay='chu'", "co_quan='ngan'", "trich_yeu='khong'", "in_nguyen='x'")
        options = "".join(
            f", {random.choice((*ways, 'x=1', 'ngay=nam', inside))}"
            for _ in range(random.randrange(3))
        )
        inside = f"vien_dan('{key}'{options})"
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        inside += f" | {random.choice(_FILTERS)}"
    opened, closed = random.choice(
        (("{{ ", " }}"),) * 8 + (("{{-", "-}}"), ("{% ", " %}"), ("{{", "}"))
    )
    return opened + inside + closed
