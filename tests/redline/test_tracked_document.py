"""Word files with tracked changes: accepted and rejected by LibreOffice and by python-redlines."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.compare.changes import PlanSide
from kehoach.compare.comparison import compare
from kehoach.compare.revisions import read_side
from kehoach.compare.tokens import Tokens
from kehoach.redline.tracked_document import render_redline
from kehoach.render.docx_template import render_docx
from tests.random_plans import EDITS, Edit, Plan, leaves, plans, side, written

EXCHANGED = {
    "ins": "del",
    "moveTo": "moveFrom",
    "moveToRangeStart": "moveFromRangeStart",
    "moveToRangeEnd": "moveFromRangeEnd",
}
EXCHANGED |= {there: here for here, there in EXCHANGED.items()}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CASES, REFEREED = 40, 6
Pick = Callable[[int], int]
Settle = Callable[..., list[bytes]]


def drop_annexes(plan: Plan, pick: Pick) -> None:  # noqa: ARG001
    plan.pop("phu_luc", None)
    plan.pop("chi_tieu", None)
    for node in leaves(plan):
        node["doan"] = node["doan"].replace("{{ chi_tieu.tong }}", "cả tỉnh")


def add_annex(plan: Plan, pick: Pick) -> None:
    annexes = list(plan.get("phu_luc", {}).items())
    if annexes:
        second = {**deepcopy(annexes[0][1]), "ten": "Biểu thứ hai"}
        annexes.insert(pick(len(annexes) + 1), ("hai", second))
        plan["phu_luc"] = dict(annexes)


def add_column(plan: Plan, pick: Pick) -> None:
    for annex in plan.get("phu_luc", {}).values():
        column = {"ma": "ba", "nhan": "Gấp ba", "cong_thuc": "ho * 3"}
        if column not in annex["cot"]:
            annex["cot"].insert(2 + pick(2), column)


def emphasise(plan: Plan, pick: Pick) -> None:
    node = leaves(plan)[pick(len(leaves(plan)))]
    first, _, rest = node["doan"].partition(" ")
    node["doan"] = f"__{first.strip('_')}__ {rest}"


def change_recipients(plan: Plan, pick: Pick) -> None:
    lines = plan["noi_nhan"]
    lines.insert(0, lines.pop(pick(len(lines))))
    if pick(2):
        lines.append("Ban Dân tộc")


def change_the_end(plan: Plan, pick: Pick) -> None:
    if pick(2) and len(plan["noi_dung"]) > 1:
        plan["noi_dung"].pop()
    else:
        plan["noi_dung"].append({"doan": "Trên đây là kế hoạch, đề nghị các đơn vị thực hiện."})


MOVING: Plan = {
    "nam": 2025,
    "the_thuc": {
        "co_quan": ["Ủy ban nhân dân", "xã Ia Băng"],
        "ky_hieu": "KH-UBND",
        "dia_danh": "Ia Băng",
        "trich_yeu": "Giảm nghèo",
    },
    "noi_dung": [
        {
            "tieu_de": "Nhiệm vụ",
            "danh_dau_con": "gach",
            "muc": [
                {"doan": f"Việc thứ {number}."} for number in ("nhất", "hai", "ba", "tư", "năm")
            ],
        }
    ],
    "noi_nhan": ["UBND huyện", {"luu": "VT"}],
    "ky": {"quyen_han": ["TM. Ủy ban nhân dân"], "ho_ten": "Nguyễn Văn An"},
}
MORE_EDITS: list[Edit] = [
    drop_annexes, add_annex, add_column, emphasise, change_recipients, change_the_end,
]  # fmt: skip


class Case:
    """Two plans and the three Word files they give."""

    def __init__(self, old: PlanSide, new: PlanSide) -> None:
        self.same_annexes = {a.id for a in old.document.phu_luc} == {
            a.id for a in new.document.phu_luc
        }
        self.comparison = compare(old, new)
        self.old, self.new = render_docx(old.document), render_docx(new.document)
        self.redline = render_redline(self.comparison)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """Plans edited at random, in either direction."""
    found: list[Case] = []

    def needed(plan: Plan) -> bool:
        """Whether the annex is still there that changes of figures need."""
        return "phu_luc" in plan

    @settings(
        max_examples=CASES,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(plans(), st.lists(st.sampled_from(EDITS + MORE_EDITS), min_size=1), st.data())
    def collect(plan: Plan, edits: list[Edit], data: st.DataObject) -> None:
        other = deepcopy(plan)
        for edit in edits[:7]:
            if edit in MORE_EDITS or needed(other):
                edit(other, lambda below: data.draw(st.integers(0, max(0, below - 1))))
        both = (side(written(plan)), side(written(other)))
        found.append(Case(*(both if data.draw(st.booleans()) else reversed(both))))

    collect()
    assert len(found) >= CASES
    return found


@pytest.fixture(scope="module")
def years() -> Case:
    """The 2024 plan against the 2025 draft."""
    return Case(read_side("content/plan_2024.yaml"), read_side("content/plan_2025.yaml"))


def body(content: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read("word/document.xml")).find(f"{W}body")


def flow(container: Any) -> list[Any]:
    """Texts of the paragraphs of a file, tables as rows of cells of paragraphs."""
    found: list[Any] = []
    for block in container:
        if block.tag == f"{W}p":
            texts = block.iter(f"{W}t", f"{W}br", f"{W}delText")
            found.append("".join("\n" if t.tag == f"{W}br" else t.text or "" for t in texts))
        elif block.tag == f"{W}tbl":
            rows = block.iterfind(f"{W}tr")
            found.append([[flow(cell) for cell in row.iterfind(f"{W}tc")] for row in rows])
    return found


def test_accepting_all_gives_the_new_file_and_rejecting_all_the_old_one(
    cases: list[Case], years: Case, libreoffice: Settle
) -> None:
    every = [years, *cases]
    settled = libreoffice(
        *((case.redline, "AcceptAllTrackedChanges") for case in every),
        *((case.redline, "RejectAllTrackedChanges") for case in every),
    )
    for case, accepted, rejected in zip(every, settled, settled[len(every) :], strict=False):
        for content, wanted in ((accepted, case.new), (rejected, case.old)):
            found, due = flow(body(content)), flow(body(wanted))
            if not case.same_annexes:
                # LibreOffice 7.4 leaves an empty paragraph where a table went as a whole.
                found, due = ([each for each in side if each] for side in (found, due))
            assert found == due
    assert sum(case.same_annexes for case in every) > CASES / 4


def test_another_comparer_finds_the_same_two_files_in_it(
    cases: list[Case], years: Case, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Docxodus accepts all changes of what it is given, then finds nothing that differs.

    What it accepts with insertions and deletions exchanged is what rejecting would give.
    """
    engines = pytest.importorskip("python_redlines.engines", reason="no wheel for this machine")
    engine = engines.DocxodusEngine(str(tmp_path_factory.mktemp("docxodus")))

    def differences(first: bytes, second: bytes) -> int:
        told, *_ = engine.run_redline("test", first, second)
        return len(list(body(told).iter(f"{W}ins", f"{W}del")))

    whole = [case for case in cases if not case.same_annexes][: REFEREED // 2]
    some = [years, *whole, *[c for c in cases if c.same_annexes][: REFEREED // 2]]
    for case in some:
        assert differences(case.new, case.redline) == 0
        assert differences(case.old, exchanged(case.redline)) == 0
    assert differences(years.old, years.new) > 0


def exchanged(content: bytes) -> bytes:
    """A file whose insertions are deletions and the other way round."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                root = etree.fromstring(data)
                for mark in list(root.iter(*(f"{W}{name}" for name in EXCHANGED))):
                    mark.tag = f"{W}{EXCHANGED[mark.tag.removeprefix(W)]}"
                for text in list(root.iter(f"{W}t", f"{W}delText")):
                    gone = any(True for _ in text.iterancestors(f"{W}del"))
                    text.tag = f"{W}delText" if gone else f"{W}t"
                data = etree.tostring(root)
            package.writestr(name, data)
    return target.getvalue()


def test_marks_stand_at_whole_tokens_only(years: Case, cases: list[Case]) -> None:
    """No number, date or symbol is cut: 05-NQ/TU, 388.231, ngày 08 tháng 12 năm 2023."""
    seen = 0
    for case in (years, *cases):
        for paragraph in body(case.redline).iter(f"{W}p"):
            for kept in ("ins", "del"):
                parts = [
                    "".join(text.text or "" for text in child.iter(f"{W}t", f"{W}delText"))
                    for child in paragraph
                    if child.tag != f"{W}{'del' if kept == 'ins' else 'ins'}"
                ]
                whole = Tokens().cut("".join(parts))
                ends = {len("".join(whole[:count])) for count in range(len(whole) + 1)}
                at = 0
                for part in parts:
                    at += len(part)
                    assert at in ends, parts
                    seen += 1
    assert seen > 1000


def test_a_clause_that_moved_is_told_as_moved(libreoffice: Settle) -> None:
    """Both halves bear one name, so that Word shows one change and not two."""
    old = yaml.safe_load(written(MOVING))
    new = deepcopy(old)
    duties = new["noi_dung"][0]["muc"]
    duties.insert(3, duties.pop(0))
    case = Case(side(written(old)), side(written(new)))
    found = body(case.redline)
    halves = {
        half: [each.get(f"{W}name") for each in found.iter(f"{W}{half}RangeStart")]
        for half in ("moveFrom", "moveTo")
    }
    assert halves["moveFrom"] == halves["moveTo"]
    assert len(halves["moveTo"]) == 1
    assert not list(found.iter(f"{W}ins", f"{W}del"))
    (moved,) = (
        "".join(t.text for t in each.iter(f"{W}t"))
        for each in found.iter(f"{W}moveTo")
        if len(each)
    )
    assert moved == "- Việc thứ nhất."
    commands = ("AcceptAllTrackedChanges", "RejectAllTrackedChanges")
    accepted, rejected = libreoffice(*((case.redline, command) for command in commands))
    assert (flow(body(accepted)), flow(body(rejected))) == (
        flow(body(case.new)),
        flow(body(case.old)),
    )


def test_untouched_paragraphs_are_those_of_the_new_file(years: Case) -> None:
    def paragraphs(content: bytes) -> list[bytes]:
        return [etree.tostring(p, method="c14n") for p in body(content).iter(f"{W}p")]

    old, new, redline = (paragraphs(each) for each in (years.old, years.new, years.redline))
    same = [each for each in new if each in old]
    assert len(same) > 100
    assert all(each in redline for each in same)


def test_every_mark_is_signed_dated_and_has_an_id_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "sua-doi.docx"
    arguments = ["diff", "content/plan_2024.yaml", "content/plan_2025.yaml", "-o", str(target)]
    assert main([*arguments, "--tac-gia", "Sở Tư pháp", "--ngay", "15/3/2026"]) == Exit.FINDINGS
    assert "Đã ghi" in capsys.readouterr().err
    marks = [each for each in body(target.read_bytes()).iter() if each.get(f"{W}author")]
    assert len(marks) > 50
    assert {each.get(f"{W}author") for each in marks} == {"Sở Tư pháp"}
    assert {each.get(f"{W}date") for each in marks} == {"2026-03-15T00:00:00Z"}
    identities = [each.get(f"{W}id") for each in marks]
    assert len(set(identities)) == len(identities)
    assert docx.Document(str(target)).core_properties.title


def test_the_same_plans_give_the_same_bytes_and_the_day_is_the_plans_own(years: Case) -> None:
    assert render_redline(years.comparison) == years.redline
    day = years.comparison.new.document.metadata.ngay.isoformat()
    dates = re.findall(r'w:date="(.*?)"', etree.tostring(body(years.redline)).decode())
    assert set(dates) == {f"{day}T00:00:00Z"}


def test_a_plan_against_itself_has_no_mark() -> None:
    same = read_side("content/plan_2024.yaml")
    plain, redline = render_docx(same.document), render_redline(compare(same, same))
    assert etree.tostring(body(redline), method="c14n") == etree.tostring(
        body(plain), method="c14n"
    )


@pytest.mark.skipif(
    not shutil.which("ooxml-validate"), reason="npm @ooxml-tools/validate is absent"
)
def test_the_files_are_valid_open_xml(years: Case, cases: list[Case], tmp_path: Path) -> None:
    """By Microsoft's Open XML SDK; needs Node: npm install --global @ooxml-tools/validate."""
    for number, case in enumerate([years, *cases[::10]]):
        file = tmp_path / f"{number}.docx"
        file.write_bytes(case.redline)
        done = subprocess.run(
            ["ooxml-validate", str(file)], capture_output=True, text=True, check=False
        )
        assert "Found 0 errors" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "docx"], "-o"),
        (["--tac-gia", "An"], "--tac-gia"),
        (["-o", "x.docx", "--ngay", "31/2/2026"], "31/2/2026"),
    ],
)
def test_wrong_options_are_told(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["diff", "content/plan_2024.yaml", "content/plan_2025.yaml", *arguments]) == Exit.USAGE
    )
    assert message in capsys.readouterr().err
