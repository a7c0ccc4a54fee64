"""Templates that somebody edited without care, or with too much of it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import ClassVar

from kehoach.files import PROJECT
from tests.fuzz.area import Area
from tests.fuzz.bounded import Fault, run_outside
from tests.fuzz.edits import Draft, Edit
from tests.fuzz.packages import Package, edit_package
from tests.fuzz.plans import PLAN, beside, good_plan, several
from tests.fuzz.texts import edit_text

_JINJA = (
    *("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{% include '/etc/passwd' %}"),
    *(
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{% for i in range(10 ** 9) %}x{% endfor %}",
    ),
    *(
        "{{ self.__init__.__globals__ }}",
        "{{ 10 ** 10 ** 8 }}",
        "{{ 'x' * 10 ** 10 }}",
        "{% raw %}",
    ),
    *(
        "{% set x = [1] * 10 ** 9 %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{{ lipsum() }}",
    ),
    *("{{ document | attr('__class__') }}", "{{ nothing }}", "{{ nothing.at.all }}", "{{ 1 / 0 }}"),
    *(
        "{% import 'os' as os %}",
        "{% extends 'ke_hoach.html' %}",
        "{{ 1 | nofilter }}",
        "{% endif %}",
    ),
    *(
        "{% do x.append(1) %}",
        "{{ namespace(x=1).x }}",
        "{{ '%s' | format(document) }}",
        "{{",
        "{%",
    ),
    *(
        "<link rel=stylesheet href=file:///etc/passwd>",
        "<img src=http://127.0.0.1:9/x>",
        "<script>",
    ),
    *(
        "<svg><svg>" * 500,
        "<div>" * 3000,
        "<img src='file:///dev/zero'>",
        "<table><td colspan=99999>",
    ),
    *("@import 'file:///etc/passwd';", "* { width: calc(1px * 1e99) }", "@page { size: 1px 1px }"),
    *(
        "@font-face { src: url(file:///dev/zero) }",
        "p::before { content: counter(x) }",
        "}}}}",
        "/*",
    ),
    *("* { font-size: 1e9pt }", "@page { margin: -900mm }", "* { display: grid; columns: 900 }"),
)


class Templates(Area):
    """Templates: HTML, CSS and Word."""

    name = "mau"
    _COMMANDS: ClassVar = {
        "ke_hoach.html": ("build", PLAN, "-o", "output", "--pdf"),
        "ke_hoach.css": ("build", PLAN, "-o", "output", "--pdf"),
        "ke_hoach.docx": ("build", PLAN, "-o", "output", "--docx"),
        "phieu_nhiem_vu.html": ("duties", PLAN, "--phieu", "phieu"),
        "nhan_dia_chi.html": ("recipients", PLAN, "--nhan-dia-chi", "nhan.pdf"),
        "nhiem_vu.docx": ("duties", PLAN, "-o", "nhiem_vu.docx"),
        "so_sanh.html": ("diff", PLAN, PLAN, "-o", "so_sanh.html"),
        "bang.docx": ("diff", PLAN, PLAN, "--format", "so-sanh", "-o", "bang.docx"),
        "bang.html": ("diff", PLAN, PLAN, "--format", "so-sanh", "-o", "bang.pdf"),
        "ke_hoach_moi.yaml": ("new", "Giảm nghèo", "-o", "moi.yaml"),
    }

    def prepare(self) -> None:
        """A copy of the project whose templates may be spoiled."""
        self._folder = TemporaryDirectory()
        self._project = Path(self._folder.name)
        for name in ("kehoach", "templates", "fonts", "content", "schema"):
            shutil.copytree(PROJECT / name, self._project / name)
        self._good = {
            path.name: path.read_bytes()
            for path in (PROJECT / "templates").iterdir()
            if path.is_file()
        }

    def close(self) -> None:
        self._folder.cleanup()

    def draw(self, random: Random) -> Draft:
        name = random.choice(list(self._COMMANDS))
        content = self._good[name]

        def laid(template: bytes) -> dict[str, bytes]:
            return {**beside(), PLAN: good_plan(), f"mau/{name}": template}

        command = (self._COMMANDS[name],)
        if name.endswith(".docx"):
            package = Package.read(content)
            edits = tuple(edit_package(random, package) for _ in range(several(random)))
            return Draft(package, edits, lambda now: laid(now.written()), command)
        ways = (edit_text, _edit_jinja)
        edits = tuple(random.choice(ways)(random, content) for _ in range(several(random)))
        return Draft(content, edits, laid, command)

    def run(self, words: Sequence[str], folder: Path) -> list[Fault]:
        """Run the command with the template of the input in place of the good one."""
        (spoiled,) = (folder / "mau").iterdir()
        place = self._project / "templates" / spoiled.name
        place.write_bytes(spoiled.read_bytes())
        shutil.rmtree(folder / "mau")
        try:
            outcome = run_outside(words, folder, self._project, self.patience)
            return self.ran(outcome).faults()
        finally:
            place.write_bytes(self._good[spoiled.name])


def _edit_jinja(random: Random, content: bytes) -> Edit:
    """Something put at the start of a line, or after a tag."""
    new = random.choice(_JINJA)
    starts = [at for at, byte in enumerate(content) if byte in b"\n>"]
    at = random.choice(starts) + 1
    return Edit(f"insert {new[:80]!r} at {at}", lambda old: old[:at] + new.encode() + old[at:])
