"""Edits of the data of a YAML file: what is well-formed and yet means nothing, or too much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

import yaml

from tests.fuzz.edits import Edit
from tests.fuzz.formulas import expression, formula
from tests.fuzz.texts import DATES, LETTERS, NAMES, NUMBERS, SENTENCES, within, word

Path = tuple[Any, ...]

_KEYS = (
    *("nam", "trang_thai", "the_thuc", "co_quan", "so", "ky_hieu", "dia_danh", "ngay", "trich_yeu"),
    *("vien_dan", "can_cu", "noi_dung", "chi_tieu", "phu_luc", "noi_nhan", "ky", "muc", "doan"),
    *(
        "don_vi",
        "vai_tro",
        "phoi_hop",
        "han",
        "danh_dau",
        "danh_dau_con",
        "kem_theo",
        "tieu_de",
        "id",
    ),
    *("cot", "dong", "dong_tong", "nhom", "vi_tri", "cong_thuc", "tong", "thap_phan", "kieu", "ma"),
    *("nhan", "dvt", "gia_tri", "bo_qua", "da_cong_bo", "hieu_luc", "lien_quan", "ten", "ten_ngan"),
    *(
        "can_quyet_dinh",
        "hang_chi_so",
        "chi_so",
        "vi_tri_nhom",
        "ghi",
        "gui",
        "luu",
        "so_ban",
        "loai",
    ),
)
_OF_DATES = {"ngay", "han", "tu", "den"}
_OF_NUMBERS = {"nam", "so", "gia_tri", "thap_phan", "so_ban", "chi_so", "cong", "cho_toi_da"}
_OF_NAMES = {"ma", "id", "don_vi", "phoi_hop", "kem_theo", "gui", "luu", "ke_thua", "thanh_vien"}
_OF_CHOICES = {
    "trang_thai": ("du_thao", "trinh_ky", "ban_hanh", "x", ""),
    "kieu": ("tt", "don_vi", "chu", "so", "nguyen", "phan_tram", "x"),
    "vai_tro": ("chu_tri", "phoi_hop", "thuc_hien", "de_nghi", "x"),
    "tong": ("cong", "khong", "x", "trung_binh"),
    "loai": (
        "co_quan",
        "dia_ban",
        "nhom",
        "Luật",
        "Quyết định",
        "Nghị quyết",
        "Quyết nghị",
        "luật",
    ),
    "danh_dau": ("so", "gach", "cong", "khong", "chu", "x"),
    "danh_dau_con": ("so", "gach", "cong", "khong", "chu", "x"),
    "vi_tri": ("dau", "cuoi", "x"),
    "kenh": ("thu_dien_tu", "truc", "giay", "x"),
}


def places(tree: Any, path: Path = ()) -> Iterator[Path]:
    """The paths to all values below the top."""
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in inside:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def at(tree: Any, path: Path) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def value_for(random: Random, key: object, old: object) -> Any:
    """A value for a key: mostly of its kind and wrong, now and then of any kind."""
    if random.random() < 0.15:
        return random.choice((None, [], {}, ["x"], {"x": "y"}, [[[]]], {"": ""}, word(random)))
    if key == "cong_thuc":
        return formula(random)
    if key in _OF_CHOICES and random.random() < 0.8:
        return random.choice(_OF_CHOICES[key])
    if key in _OF_DATES:
        return random.choice(DATES)
    if key in _OF_NUMBERS or (isinstance(old, str) and old.isdecimal()):
        return random.choice(NUMBERS)
    if key in _OF_NAMES:
        return random.choice(NAMES)
    if isinstance(old, str) and random.random() < 0.5:
        return within(random, old)
    return random.choice((random.choice(SENTENCES), expression(random), random.choice(LETTERS)))


def edit_tree(random: Random, tree: Any) -> Edit:
    """An edit somewhere in the data."""
    everywhere = list(places(tree))
    *above, key = path = random.choice(everywhere)
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    dotted = ".".join(map(str, path))
    other = random.choice(everywhere)

    def edit(what: str, change: Callable[[Any], None]) -> Edit:
        def do(now: Any) -> None:
            change(at(now, tuple(above)))

        return Edit(f"{dotted}: {what}", do)

    def rename(holder: Any) -> None:
        holder[new_key] = holder.pop(key)

    def repeat(holder: Any) -> None:
        copies = [deepcopy(holder[key]) for _ in range(times)]
        if isinstance(holder, list):
            holder[key:key] = copies
        else:
            for number, copy in enumerate(copies):
                holder[f"{key}_{number}"] = copy

    def nest(holder: Any) -> None:
        for _ in range(times):
            holder[key] = {inner: holder[key]} if inner else [holder[key]]

    def move(holder: Any) -> None:
        holder[key] = moved

    times = random.choice((1, 2, 5, 30, 120))
    inner = random.choice(("", "muc", "x", "dong"))
    new_key = random.choice((*_KEYS, *NAMES))
    moved = deepcopy(at(tree, other))
    value = value_for(random, name, at(tree, path))
    choice = random.choices(range(6), (12, 3, 2, 2, 1, 2))[0]
    if choice == 1:
        return edit("deleted", lambda holder: holder.pop(key) and None)
    if choice == 2:
        return edit(f"called {new_key!r}", rename)
    if choice == 3:
        return edit(f"{times} times more", repeat)
    if choice == 4:
        return edit(f"nested {times} times in {inner or 'lists'}", nest)
    if choice == 5:
        return edit(f"what {'.'.join(map(str, other))} is", move)

    def put(holder: Any) -> None:
        holder[key] = value

    return edit(f"= {value!r}", put)


class _Dumper(yaml.SafeDumper):
    """Writes what occurs twice twice: plans know no anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 (for none, whatever the data)
        return True


_Dumper.add_representer(
    type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "", style="")
)


def dumped(tree: Any) -> bytes:
    """The data as a file, texts in quotes so that they mean what they say."""
    text = yaml.dump(
        tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_style='"', width=10**6
    )
    return text.encode("utf-8", "surrogatepass")
