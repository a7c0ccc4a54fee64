"""Plans, registers, address books and command lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import yaml

from kehoach.files import PROJECT
from tests.fuzz.area import Area
from tests.fuzz.edits import Draft, Edit
from tests.fuzz.formulas import expression, formula
from tests.fuzz.texts import ANYTHING, DATES, NAMES, NUMBERS, edit_text, word
from tests.fuzz.trees import dumped, edit_tree

SAMPLES = Path(__file__).parents[1] / "check" / "samples"
FAULTS = Path(__file__).parents[1] / "faults"
CONTENT = PROJECT / "content"
PLAN = "plan.yaml"

LOOKING: tuple[tuple[str, ...], ...] = (
    ("show", PLAN),
    ("check", PLAN),
    ("check", PLAN, "--format", "json"),
    ("check", PLAN, "--format", "sarif", "--show-waived"),
    ("check", PLAN, "--diff"),
    ("todo", PLAN),
    ("recipients", PLAN),
    ("duties", PLAN),
    ("diff", "good.yaml", PLAN),
    ("diff", PLAN, "good.yaml", "--format", "json"),
    ("explain", PLAN, "chi_tieu.ty_le"),
    ("explain", PLAN, "I"),
    ("git-text", PLAN),
)
MAKING: tuple[tuple[str, ...], ...] = (
    ("build", PLAN, "-o", "output", "--docx"),
    ("build", PLAN, "-o", "output", "--pdf"),
    ("build", PLAN, "-o", "output", "--final", "--docx"),
    ("build", PLAN, "-o", "output", "--nhu-da-ban-hanh", "--docx"),
    ("duties", PLAN, "-o", "nhiem_vu.xlsx"),
    ("duties", PLAN, "-o", "nhiem_vu.docx"),
    ("duties", PLAN, "-o", "nhiem_vu.ics"),
    ("duties", PLAN, "--phieu", "phieu"),
    ("recipients", PLAN, "--nhan-dia-chi", "nhan.pdf"),
    ("annex", "export", PLAN, "-o", "so_lieu.xlsx"),
    ("diff", "good.yaml", PLAN, "-o", "so_sanh.docx"),
    ("diff", "good.yaml", PLAN, "-o", "so_sanh.html"),
    ("diff", PLAN, "good.yaml", "--format", "so-sanh", "-o", "bang.docx"),
    ("roll", PLAN, "--nam", "2030", "-o", "sau.yaml"),
    ("check", PLAN, "--fix"),
)


def beside() -> dict[str, bytes]:
    """The register and the address book, which lie beside every plan."""
    return {name: (CONTENT / name).read_bytes() for name in ("don_vi.yaml", "noi_nhan.yaml")}


def good_plan() -> bytes:
    """A small plan with a part of every kind."""
    return (SAMPLES / "base.yaml").read_bytes()


def read(content: bytes) -> Any:
    return yaml.load(content.decode(), Loader=yaml.BaseLoader)


def commands(random: Random) -> tuple[tuple[str, ...], ...]:
    """One that looks, and now and then one that makes something."""
    drawn = [random.choice(LOOKING)]
    if random.random() < 0.6:
        drawn.append(random.choice(MAKING))
    return tuple(drawn)


def several(random: Random) -> int:
    return random.choices((1, 2, 3, 6), (6, 3, 2, 1))[0]


class PlanTexts(Area):
    """Plans as text: bytes, words and lines at the wrong place."""

    name = "yaml"
    weight = 4

    def prepare(self) -> None:
        """Small plans that are right or nearly so, and the large ones."""
        small = [good_plan(), *(path.read_bytes() for path in sorted(FAULTS.glob("*.yaml")))]
        large = [(CONTENT / name).read_bytes() for name in ("plan_2024.yaml", "plan_2025.yaml")]
        self._seeds = [seed for seed in small if len(seed) > 100]
        self._large = large
        self._beside = {**beside(), "good.yaml": good_plan()}

    def draw(self, random: Random) -> Draft:
        chance = random.random()
        seed = good_plan() if chance < 0.5 else random.choice(self._seeds)
        if chance > 0.93:
            seed = random.choice(self._large)
        edits = tuple(edit_text(random, seed) for _ in range(several(random)))
        return Draft(seed, edits, lambda now: {**self._beside, PLAN: now}, commands(random))


class PlanTrees(Area):
    """Plans as data: well-formed, and wrong in what they say."""

    name = "ke_hoach"
    weight = 6

    def prepare(self) -> None:
        """The small plan as data, and those with open decisions."""
        self._tree = read(good_plan())
        self._large = [
            read((CONTENT / name).read_bytes()) for name in ("plan_2024.yaml", "plan_2025.yaml")
        ]
        self._beside = {**beside(), "good.yaml": good_plan()}

    def draw(self, random: Random) -> Draft:
        tree = random.choice(self._large) if random.random() < 0.06 else deepcopy(self._tree)
        if random.random() < 0.4:  # drafts go further: what is missing is no fault of theirs
            tree = {**tree, "trang_thai": "du_thao"}
        edits = tuple(edit_tree(random, tree) for _ in range(several(random)))
        return Draft(tree, edits, lambda now: {**self._beside, PLAN: dumped(now)}, commands(random))


class Formulas(Area):
    """Formulas and expressions."""

    name = "bieu_thuc"
    weight = 4

    def prepare(self) -> None:
        """The small plan as data."""
        self._tree = read(good_plan())
        self._beside = {**beside(), "good.yaml": good_plan()}

    def draw(self, random: Random) -> Draft:
        def put(*path: Any) -> Edit:
            of_text = path[0] == "noi_dung"
            text = expression(random) if of_text else formula(random)

            def do(tree: Any) -> None:
                for key in path[:-1]:
                    tree = tree[key]
                tree[path[-1]] = f"Giảm {text} so với năm trước." if of_text else text

            return Edit(f"{'.'.join(map(str, path))} = {text!r}", do)

        edits = [
            random.choice(
                (
                    put("phu_luc", "ho_dan", "cot", 4, "cong_thuc"),
                    put("chi_tieu", "ty_le", "cong_thuc"),
                    put("noi_dung", 0, "muc", 0),
                    put("noi_dung", 1, "muc", 0, "muc", 1),
                )
            )
            for _ in range(random.choice((1, 1, 2)))
        ]
        if random.random() < 0.3:
            total = {"tong": "cong"}
            edits.append(
                Edit(
                    "the computed column is totalled",
                    lambda tree: tree["phu_luc"]["ho_dan"]["cot"][4].update(total),
                )
            )
        first = random.choice(
            (("show", PLAN), ("check", PLAN), ("build", PLAN, "-o", "output", "--docx"))
        )
        return Draft(
            self._tree,
            tuple(edits),
            lambda now: {**self._beside, PLAN: dumped(now)},
            (first, random.choice(LOOKING)),
        )


class Registers(Area):
    """Registers of agencies and address books."""

    name = "so_don_vi"
    weight = 2
    _COMMANDS: ClassVar = (
        *(("show", PLAN), ("check", PLAN), ("recipients", PLAN), ("duties", PLAN)),
        *(("build", PLAN, "-o", "output", "--docx"), ("duties", PLAN, "--phieu", "phieu")),
        *(("recipients", PLAN, "--nhan-dia-chi", "nhan.pdf"), ("roll", PLAN, "-o", "sau.yaml")),
        *(("duties", PLAN, "-o", "nhiem_vu.ics"), ("diff", "good.yaml", PLAN)),
        *(("delivered", PLAN), ("todo", PLAN), ("explain", PLAN, "so_yt")),
    )

    def prepare(self) -> None:
        """Both as data and as text."""
        self._beside = beside()
        # Those that the small plan speaks of, and a few more: an edit then meets what is used.
        used = ("so_yt", "so_tc", "so_ldtbxh", "so_nnmt", "nhom_ubnd_huyen", "h_kbang", "h_dak_doa")
        self._trees = {name: read(content) for name, content in self._beside.items()}
        self._small = {
            name: {key: value for key, value in tree.items() if key in used}
            for name, tree in self._trees.items()
        }

    def draw(self, random: Random) -> Draft:
        name = random.choice(list(self._beside))
        commands = tuple(random.sample(self._COMMANDS, 2))
        files = {**self._beside, PLAN: good_plan(), "good.yaml": good_plan()}
        if random.random() < 0.3:
            content = self._beside[name]
            edits = tuple(edit_text(random, content) for _ in range(several(random)))
            return Draft(content, edits, lambda now: {**files, name: now}, commands)
        tree = random.choice((self._small, self._small, self._trees))[name]
        edits = tuple(edit_tree(random, tree) for _ in range(several(random)))
        return Draft(tree, edits, lambda now: {**files, name: dumped(now)}, commands)


class CommandLines(Area):
    """Words of the command line, on good files."""

    name = "lenh"
    weight = 3

    def prepare(self) -> None:
        """A plan of each kind, and an empty folder for what is made."""
        self._files = {
            **beside(),
            PLAN: good_plan(),
            "sau.yaml": (CONTENT / "plan_2025.yaml").read_bytes(),
            "good.yaml": good_plan(),
        }

    def draw(self, random: Random) -> Draft:
        words = [_cleaned(part) for part in self._words(random)]
        return Draft(dict(self._files), (), _as_they_are, (tuple(words),))

    def _words(self, random: Random) -> Sequence[str]:
        any_ = random.choice(ANYTHING)
        code = random.choice(("bo_ldtbxh-2", "nhom_huyen_uy", "in_nguyen-nq_24-1", any_))
        return random.choice(
            (
                ("explain", PLAN, any_),
                (
                    "explain",
                    PLAN,
                    random.choice(("phu_luc.ho_dan.x", "I.1", "1.1.1.1", "plan.yaml:5")),
                ),
                ("explain", "sau.yaml", word(random)),
                ("decide", "sau.yaml", code, "--value", word(random)),
                ("decide", "sau.yaml", code, "--value", random.choice((*NAMES, *NUMBERS, *DATES))),
                ("decide", "sau.yaml", code, random.choice(("--de-xuat", "--xong", "--value"))),
                ("decide", "sau.yaml", "nhom_huyen_uy", any_, "--xong"),
                ("todo", "sau.yaml", "--nhom", any_),
                ("roll", PLAN, "--nam", random.choice((*NUMBERS, *DATES)), "-o", "moi.yaml"),
                ("roll", "sau.yaml", "-o", random.choice(NAMES)),
                ("new", any_, "-o", "moi"),
                ("new", random.choice(NAMES), "--nam", random.choice(NUMBERS), "-o", "moi"),
                ("annex", "export", PLAN, any_, "-o", "so_lieu.xlsx"),
                ("annex", "export", PLAN, "-o", random.choice(NAMES)),
                ("duties", PLAN, "--don-vi", any_),
                ("duties", PLAN, "-o", f"{random.choice(NAMES)}.docx"),
                ("duties", PLAN, "--phieu", random.choice(NAMES)),
                ("diff", any_, PLAN),
                ("diff", f"{any_}:{PLAN}", PLAN),
                ("diff", PLAN, f"HEAD~1:{any_}"),
                ("diff", PLAN, "good.yaml", "-o", "a.docx", "--tac-gia", any_),
                ("diff", PLAN, "good.yaml", "-o", "a.docx", "--ngay", random.choice(DATES)),
                ("check", any_),
                ("check", PLAN, "--report", any_),
                ("show", any_),
                ("build", any_, "-o", "output", "--docx"),
                ("build", PLAN, "-o", random.choice(NAMES), "--docx"),
                ("rules", any_),
                ("recipients", PLAN, "--nhan-dia-chi", f"{random.choice(NAMES)}.pdf"),
                ("deliver", PLAN, any_, "--nguoi-nhan", word(random)),
                ("deliver", PLAN, "so_yt", "--luc", random.choice(DATES)),
                ("so-van-ban-di", PLAN, "--nam", random.choice(NUMBERS)),
                ("git-text", any_),
                (any_, PLAN),
                ("schema", "-o", random.choice(NAMES)),
            )
        )


def _cleaned(word: str) -> str:
    """A word as the system can hand it over: without NUL, and not longer than it allows."""
    return word.replace("\0", "")[:3000]


def _as_they_are(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    return files
