"""Every rule of the check: its smallest failing samples are found, their passing twins are clean.

`samples/*.yaml` holds, for each code, samples under `sai` (the rule must fire, and no other
rule may) and `dung` (nothing may fire). A sample is a text, put as the first clause of the base
plan, or patches of it, dotted path -> value; the codes of a plan that is refused count, too;
`chinh_thuc` asks for what a build tells (`van_lam`: of who goes on), `kehoach` gives the settings
of the office. Or it is a finished file, `van_ban`: its paragraphs in order, `{kind: text}`, or a
text alone of kind `doan`. Or it is a Word file, `tep`, with edits, `sua`. Where a sample cannot but
break another rule, too, `ma` names all.
"""

from __future__ import annotations

import copy
import shutil
import zipfile
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from lxml import etree

from kehoach.check.checks import CHECKS, check_plan
from kehoach.check.final_review import review_final
from kehoach.check.overrides import Override
from kehoach.check.review import CheckedPassage, Review
from kehoach.check.rules import rules
from kehoach.files import PROJECT
from kehoach.findings import Finding, InputRefused
from kehoach.finished.docx import read_docx
from kehoach.layout.finished_review import review_finished
from kehoach.render.docx_template import render_docx
from kehoach.resolve.read import read_plan
from tests.finished_documents import COMMENTS, DOCUMENTS, NORMAL, NUMBERING
from tests.word_edits import Editable, edited
from tests.word_xml import package

SAMPLES = Path(__file__).with_name("samples")
BASE = yaml.load((SAMPLES / "base.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
FIRST_CLAUSE = "noi_dung.0.muc.0"
FINISHED, FINAL, WORD = "van_ban", "chinh_thuc", "tep"
GOING_ON, OFFICE, CODES = "van_lam", "kehoach", "ma"


def load_samples() -> dict[str, dict[str, list[Any]]]:
    found: dict[str, dict[str, list[Any]]] = {}
    for file in sorted(SAMPLES.glob("*.yaml")):
        if file.name != "base.yaml":
            found |= yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return found


def patched(sample: str | dict[str, Any]) -> str:
    """The base plan with a sample put into it."""
    plan = copy.deepcopy(BASE)
    patches = {FIRST_CLAUSE: sample} if isinstance(sample, str) else dict(sample)
    for key in (FINAL, GOING_ON, OFFICE, CODES):
        patches.pop(key, None)
    for path, value in patches.items():
        *above, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        place: Any = plan
        for part in above:
            place = place[part]
        if isinstance(place, list) and last == len(place):
            place.append(value)
        elif value == "(xoá)":
            del place[last]
        else:
            place[last] = value
    return yaml.safe_dump(plan, allow_unicode=True, sort_keys=False, default_style='"', width=10**6)


def codes(sample: str | dict[str, Any], folder: Path) -> set[str]:
    findings: Sequence[Finding]
    if isinstance(sample, dict) and WORD in sample:
        parts = edited(word_file(sample[WORD]), sample.get("sua", []))
        findings = review_finished(read_docx(parts, "a.docx")).findings
    elif isinstance(sample, dict) and FINISHED in sample:
        findings = check_finished(sample[FINISHED])
    else:
        findings = check_patched(sample, folder)
    return {finding.code for finding in findings if finding.waived is None}


@cache
def word_file(name: str) -> Editable:
    """A Word file that samples edit: the base plan as our template prints it, or another one."""
    if name != "ke_hoach":
        body = DOCUMENTS[name]()
        more = {"comments": COMMENTS} if name == "cong_van_con_ghi_chu" else {}
        parts = package(body, styles=NORMAL, numbering=NUMBERING, **more)
        return Editable({part: parts.xml(part) for part in parts.names})
    with TemporaryDirectory() as folder:
        plan = Path(folder, "plan.yaml")
        plan.write_text(patched({}), encoding="utf-8")
        shutil.copy(PROJECT / "content" / "don_vi.yaml", folder)
        content = render_docx(read_plan(plan).document)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        xml = [each for each in archive.namelist() if each.endswith((".xml", ".rels"))]
        return Editable({part: etree.fromstring(archive.read(part)) for part in xml})


def check_patched(sample: str | dict[str, Any], folder: Path) -> Sequence[Finding]:
    plan = folder / "plan.yaml"
    plan.write_text(patched(sample), encoding="utf-8")
    shutil.copy(PROJECT / "content" / "don_vi.yaml", folder)
    if isinstance(sample, dict) and OFFICE in sample:
        (folder / "kehoach.yaml").write_text(sample[OFFICE], encoding="utf-8")
    try:
        if FINAL not in sample:
            return check_plan(plan)[0]
        read = read_plan(plan, final=True)
        override = Override("Trần Thị Bình", "gấp") if GOING_ON in sample else None
        return [*read.source.findings, *review_final(plan, read, override=override)]
    except InputRefused as refused:
        return refused.findings


def check_finished(paragraphs: list[str | dict[str, str]]) -> list[Finding]:
    """The findings about a finished file, of which only the text is known."""
    kinds = [next(iter(p.items())) if isinstance(p, dict) else ("doan", p) for p in paragraphs]
    review = Review(tuple(CheckedPassage(text, kind) for kind, text in kinds))
    return [finding for check in CHECKS for finding in check(review)]


CASES = [
    pytest.param(code, kind, sample, id=f"{code}-{kind}-{number}")
    for code, kinds in load_samples().items()
    for kind in ("sai", "dung")
    for number, sample in enumerate(kinds[kind], 1)
]


def test_the_base_plan_is_clean(tmp_path: Path) -> None:
    assert codes({}, tmp_path) == set()


@pytest.mark.parametrize(("code", "kind", "sample"), CASES)
def test_sample(code: str, kind: str, sample: Any, tmp_path: Path) -> None:
    wanted = set(sample.get(CODES, [code])) if isinstance(sample, dict) else {code}
    assert codes(sample, tmp_path) == (wanted if kind == "sai" else set())


def test_every_rule_has_samples_of_both_kinds() -> None:
    samples = load_samples()
    assert set(samples) == set(rules())
    assert all(kinds["sai"] and kinds["dung"] for kinds in samples.values())
