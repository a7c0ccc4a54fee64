"""The clerk's guide, followed step by step: its files, its edits, its commands and what they say.

The fenced blocks of docs/huong-dan.md are its script; the words after the backquotes say what each
is (`yaml PATH.yaml`: a whole file; `yaml cũ PATH` and `yaml mới`: an edit; `yaml sai`, `text báo`
and `yaml đúng`: a mistake in the last whole file, its message, its mending; `yaml thay` and
`text in`: parts put into that file, and paragraphs or rows that are then printed; `console`:
commands and all that they say, `…` for lines left out; `sh`: for the clerk's machine only).
"""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from kehoach.authoring.schema import schema_text
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from kehoach.plan.model import KeHoach
from kehoach.plan.register import Register
from kehoach.recipients.address_book import AddressBook
from kehoach.resolve.read import read_plan

GUIDE = PROJECT / "docs" / "huong-dan.md"
TEXT = GUIDE.read_text("utf-8")
LARGEST_PICTURE = 120_000  # bytes
PALETTE = 3  # colour type of a PNG
# What differs from run to run.
CHANGING = (
    (r"\d+,\d giây", "0,0 giây"),
    (r"\d\d:\d\d:\d\d", "00:00:00"),
    (r"\d\d/\d\d/\d{4} \d\d:\d\d", "00/00/0000 00:00"),
)


@dataclass(frozen=True)
class Block:
    kind: str
    path: str
    text: str
    line: int


def blocks() -> Iterator[Block]:
    for found in re.finditer(r"^```(.+)\n((?:.*\n)*?)```$", TEXT, re.MULTILINE):
        language, *more = found[1].split()
        path = more.pop() if more and more[-1].endswith(".yaml") else ""
        line = TEXT.count("\n", 0, found.start()) + 1
        yield Block(" ".join([language, *more]), path, found[2], line)


def section(title: str) -> str:
    return TEXT.split(f"## {title}\n")[1].split("\n## ")[0]


def steady(text: str) -> list[str]:
    for pattern, instead in CHANGING:
        text = re.sub(pattern, instead, text)
    return [line.rstrip() for line in text.splitlines()]


def agree(told: str, happened: str) -> bool:
    lines = (".*(?:\n.*)*" if line == "…" else re.escape(line) for line in steady(told))
    return re.fullmatch("\n".join(lines), "\n".join(steady(happened))) is not None


class Clerk:
    """Follows the guide in a folder of its own, in which the project's content lies."""

    def __init__(self) -> None:
        self.example = Path()
        self.wrong = ""
        self.old = Block("", "", "", 0)
        self.code = 0

    def follow(self, block: Block) -> None:
        steps: dict[str, Callable[[Block], None]] = {
            "yaml": self.write,
            "yaml cũ": self.find,
            "yaml mới": self.replace,
            "yaml sai": self.err,
            "text báo": self.read_message,
            "yaml đúng": self.mend,
            "yaml thay": self.put,
            "text in": self.compare_print,
            "console": self.run,
            "sh": lambda _: None,
        }
        steps[block.kind](block)

    def write(self, block: Block) -> None:
        self.example = Path(block.path)
        self.example.write_text(block.text, "utf-8")

    def find(self, block: Block) -> None:
        assert Path(block.path).read_text("utf-8").count(block.text) == 1
        self.old = block

    def replace(self, block: Block) -> None:
        path = Path(self.old.path)
        path.write_text(path.read_text("utf-8").replace(self.old.text, block.text), "utf-8")

    def err(self, block: Block) -> None:
        self.wrong = block.text

    def read_message(self, block: Block) -> None:
        self.old = block

    def mend(self, block: Block) -> None:
        good = self.example.read_text("utf-8")
        assert good.count(block.text) == 1
        self.example.write_text(good.replace(block.text, self.wrong), "utf-8")
        code, said = command(f"kehoach build {self.example} --docx")
        assert (code, said.splitlines()[:-1]) == (Exit.REFUSED, self.old.text.splitlines())
        self.example.write_text(good, "utf-8")

    def put(self, block: Block) -> None:
        parts = re.split(r"^(?=\w)", self.example.read_text("utf-8"), flags=re.MULTILINE)
        new = re.split(r"^(?=\w)", block.text, flags=re.MULTILINE)
        keys = {part.split(":")[0] for part in new if part}
        kept = [part for part in parts if part.split(":")[0] not in keys]
        self.old = Block("", "", "".join([*kept, *new]), block.line)

    def compare_print(self, block: Block) -> None:
        path = self.example.with_name("thay.yaml")
        path.write_text(self.old.text, "utf-8")
        document = read_plan(path).document
        printed = [paragraph.text for paragraph in document.paragraphs()]
        for annex in document.phu_luc:
            table = annex.table
            lines = (table.index_row, *(row.cells for row in table.rows))
            printed += [" | ".join(cell.text for cell in cells) for cells in lines]
        assert [line for line in block.text.splitlines() if line not in printed] == []
        path.unlink()

    def run(self, block: Block) -> None:
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            line, _, told = part.partition("\n")
            if line == "echo $?":
                said = f"{self.code}\n"
            else:
                self.code, said = command(line)
            assert agree(told, said), f"$ {line}\n{said}"


def command(line: str) -> tuple[int, str]:
    """Run a command of the guide; its exit code and all that it says."""
    program, *arguments = shlex.split(line)
    said = io.StringIO()
    if program == "mkdir":
        Path(arguments[0]).mkdir()
        return 0, ""
    if program == "ls":
        return 0, "".join(f"{path.name}\n" for path in sorted(Path(arguments[0]).iterdir()))
    assert program == "kehoach"
    with redirect_stdout(said), redirect_stderr(said):
        code = main(arguments)
    return code, said.getvalue()


def save_once(_plan: Path, work: Callable[[], None]) -> None:
    """A watch that ends by Ctrl+C after its first build."""
    work()
    raise KeyboardInterrupt


def test_every_step_of_the_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(PROJECT / "content", tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("kehoach.build.DEFAULT_OUTPUT", tmp_path / "output")
    monkeypatch.setattr("kehoach.authoring.watch.watch", save_once)
    monkeypatch.setenv("COLUMNS", "100")
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    clerk = Clerk()
    for block in blocks():
        try:
            clerk.follow(block)
        except (AssertionError, KeyError, OSError) as error:
            pytest.fail(f"{GUIDE.name}:{block.line} ({block.kind}): {error!r}")
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)


def test_every_command_exists(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    commands = set(re.findall(r"^    (\w+)\s", capsys.readouterr().out, re.MULTILINE))
    named = set(re.findall(r"kehoach ([a-z]+)\b(?=[ `\n])", TEXT))
    assert len(named) >= 8
    assert named <= commands


def test_every_command_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """In the clerk's table, in that of the README, and among what scripts may lean on."""
    main(["--help"])
    commands = re.findall(r"^    ([\w-]+)(?:\s|$)", capsys.readouterr().out, re.MULTILINE)
    assert len(commands) >= 20
    readme = (PROJECT / "README.md").read_text("utf-8")
    stable = (PROJECT / "docs" / "stable.md").read_text("utf-8")
    told = section("12. Bảng tra nhanh")
    for command in commands:
        assert f"| `kehoach {command}` |" in readme
        assert re.search(rf"`{command}\b", stable), command
        assert f"`kehoach {command}" in told or command == "git-install"


def test_every_option_exists(capsys: pytest.CaptureFixture[str]) -> None:
    for name in set(re.findall(r"^\| `kehoach (\w+)", TEXT, re.MULTILINE)):
        main([name, "--help"])
    helped = capsys.readouterr().out
    assert [each for each in set(re.findall(r"`(--[\w-]+)", TEXT)) if each not in helped] == []


def test_table_of_keys_has_all_that_a_clerk_meets() -> None:
    known = set()
    for described in (KeHoach, Register, AddressBook):
        schema = json.loads(schema_text(described, ""))
        for model in (schema, *schema["definitions"].values()):
            known |= set(model.get("properties", ()))
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", TEXT.split("### Khoá\n")[1], re.MULTILINE)
    named = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    files = (*PROJECT.glob("content/*.yaml"), *PROJECT.glob("templates/*_moi.yaml"))
    text = re.sub(r"#.*", "", "".join(file.read_text("utf-8") for file in files))
    met = set(re.findall(r"(\w+):", text))
    assert len(met & known) > 50
    assert met & known <= named <= known


def test_exit_codes_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| (\d) \|", section("11. Khi gặp sự cố"), re.MULTILINE)
    assert [int(row) for row in rows] == [int(code) for code in Exit]


def test_pictures_are_there_and_small() -> None:
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", TEXT)
    assert len(pictures) >= 4
    for name in pictures:
        data = (GUIDE.parent / name).read_bytes()
        assert data.startswith(b"\x89PNG")
        assert data[25] == PALETTE, name
        assert len(data) < LARGEST_PICTURE, name


def test_links_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings}
    for target in re.findall(r"(?<!!)\[[^]]+\]\(([^)]+)\)", TEXT):
        page, _, anchor = target.partition("#")
        assert (GUIDE.parent / page).exists(), target
        assert page or anchor in anchors, target
