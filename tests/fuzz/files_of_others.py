"""Workbooks, Word files and PDFs that come from elsewhere, or came back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import ClassVar

from lxml import etree

from tests.finished import hostile
from tests.finished_documents import COMMENTS, DOCUMENTS, NORMAL, NUMBERING
from tests.fuzz.area import Area, lay
from tests.fuzz.bounded import run_command
from tests.fuzz.edits import Draft
from tests.fuzz.packages import Package, edit_package
from tests.fuzz.pdfs import edit_pdf
from tests.fuzz.plans import CONTENT, PLAN, beside, good_plan, several
from tests.word_xml import package


def made_by(*words: str, plan: bytes, around: Mapping[str, bytes] | None = None) -> bytes:
    """What a command makes of a plan, as the last of its words names it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        lay(folder, {**(around or beside()), PLAN: plan})
        outcome = run_command(words[:-1], folder)
        assert outcome.code in (0, 1), outcome.said
        return (folder / words[-1]).read_bytes()


def built(plan: bytes, suffix: str, around: Mapping[str, bytes] | None = None) -> bytes:
    """The file that `kehoach build` makes of a plan."""
    words = ("build", PLAN, "-o", "output", f"--{suffix}", f"output/plan.{suffix}")
    return made_by(*words, plan=plan, around=around)


class Workbooks(Area):
    """Annexes that came back as workbooks."""

    name = "xlsx"
    weight = 3

    def prepare(self) -> None:
        """The workbooks of a small annex and of a large one."""
        large = (CONTENT / "plan_2024.yaml").read_bytes()
        export = ("annex", "export", PLAN, "-o", "a.xlsx", "a.xlsx")
        self._pairs = [
            (plan, Package.read(made_by(*export, plan=plan))) for plan in (good_plan(), large)
        ]

    def draw(self, random: Random) -> Draft:
        plan, workbook = random.choices(self._pairs, (6, 1))[0]
        edits = tuple(edit_package(random, workbook) for _ in range(several(random)))
        return Draft(
            workbook,
            edits,
            lambda now: {**beside(), PLAN: plan, "a.xlsx": now.written()},
            (("annex", "import", PLAN, "a.xlsx"),),
        )


_AROUND = Package.read(hostile.package()).parts
"""The parts that every package has."""


class WordFiles(Area):
    """Word files of anybody, and those that came back."""

    name = "docx"
    weight = 2
    _COMMANDS: ClassVar = (
        *((("check", "a.docx"),) * 3),
        ("check", "a.docx", "--format", "json"),
        ("check", "a.docx", "--report", "soat.html"),
        ("diff", PLAN, "a.docx"),
        ("diff", PLAN, "a.docx", "--format", "json"),
        ("diff", PLAN, "a.docx", "--apply"),
        ("diff", PLAN, "a.docx", "--format", "tiep-thu", "-o", "tiep_thu.docx"),
    )

    def prepare(self) -> None:
        """Our own file of the small plan, and documents as people write them."""
        self._ours = Package.read(built(good_plan(), "docx"))
        self._others = []
        for name, body in sorted(DOCUMENTS.items()):
            more = {"comments": COMMENTS} if name == "cong_van_con_ghi_chu" else {}
            parts = package(body(), styles=NORMAL, numbering=NUMBERING, **more)
            content = {name: etree.tostring(parts.xml(name)) for name in parts.names}
            self._others.append(Package({**_AROUND, **content}))

    def draw(self, random: Random) -> Draft:
        command = random.choice(self._COMMANDS)
        ours = command[0] == "diff" or random.random() < 0.4
        seed = self._ours if ours else random.choice(self._others)
        edits = tuple(edit_package(random, seed) for _ in range(several(random)))
        return Draft(
            seed,
            edits,
            lambda now: {**beside(), PLAN: good_plan(), "a.docx": now.written()},
            (command,),
        )


class PdfFiles(Area):
    """PDFs of anybody, and such as are to be sent."""

    name = "pdf"
    weight = 2
    _COMMANDS: ClassVar = (
        ("check", "a.pdf"),
        ("check", "a.pdf"),
        ("check", "a.pdf", "--report", "soat.html"),
        ("send", PLAN, "--file", "a.pdf", "--dry-run"),
        ("send", PLAN, "--file", "a.pdf", "--draft", "--only", "so_yt", "--dry-run"),
    )

    def prepare(self) -> None:
        """The PDF of the small plan, as it is and signed."""
        from tests.sending.conftest import identity, sign

        authority = identity("Ban Cơ yếu thử nghiệm")
        plain = built(good_plan(), "pdf")
        signed = sign(plain, identity("Nguyễn Hữu Quế", authority))
        self._seeds = [plain, signed, _loosened(plain)]
        settings = "may_chu: 127.0.0.1\ngui_tu: vanthu@gialai.example.vn\ncong: 9\n"
        self._beside = {
            **beside(),
            PLAN: good_plan(),
            "gui_van_ban.yaml": settings.encode(),
            "chung_thu/ca.pem": authority.pem,
        }

    def draw(self, random: Random) -> Draft:
        seed = random.choice(self._seeds)
        edits = tuple(edit_pdf(random, seed) for _ in range(several(random)))
        return Draft(
            seed,
            edits,
            lambda now: {**self._beside, "a.pdf": now},
            (random.choice(self._COMMANDS),),
        )


def _loosened(content: bytes) -> bytes:
    """The same PDF with nothing compressed, so that edits of bytes meet what is drawn."""
    from io import BytesIO

    import pikepdf

    file = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(file, qdf=True, deterministic_id=True)
    return file.getvalue()
