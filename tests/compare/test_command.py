"""`kehoach diff` on files and git revisions, and git speaking clauses."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from tests.thorough import every

SAMPLES = Path(__file__).parent


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of two commits: a figure of the plan and a name in the register changed."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    content = tmp_path / "content"
    content.mkdir()
    for file in ("ke_hoach.yaml", "don_vi.yaml"):
        shutil.copy(SAMPLES / file, content / file)
    git("init", "-q", ".")
    commit("one")
    replace(content / "ke_hoach.yaml", "ho_ngheo: 1483", "ho_ngheo: 1583")
    replace(content / "don_vi.yaml", "ten: Sở Y tế", "ten: Sở Y tế và Dân số")
    commit("two")
    return tmp_path


def git(*arguments: str) -> str:
    who = ("-c", "user.name=An", "-c", "user.email=an@example.vn", "-c", "core.pager=cat")
    done = subprocess.run(["git", *who, *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def commit(message: str) -> None:
    git("add", "-A")
    git("commit", "-q", "-m", message)


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def changes(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    main(["diff", *arguments, "--format", "json"])
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_revisions_are_read_with_their_register(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert repository
    found = changes(capsys, "HEAD~1:content/ke_hoach.yaml", "content/ke_hoach.yaml")
    assert {"figure", "computed", "reworded"} == {change["kind"] for change in found}
    names = [change for change in found if change["where"] == "sổ đơn vị, so_yt"]
    assert [(change["old"], change["new"]) for change in names] == [
        ("Sở Y tế", "Sở Y tế và Dân số")
    ]
    assert main(["diff", "HEAD:content/ke_hoach.yaml", "content/ke_hoach.yaml"]) == Exit.OK


def test_a_path_may_count_from_the_folder_one_stands_in(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "content")
    assert main(["diff", "HEAD~1:./ke_hoach.yaml", "ke_hoach.yaml"]) == Exit.FINDINGS
    assert main(["diff", "HEAD~1:content/ke_hoach.yaml", "HEAD~1:./ke_hoach.yaml"]) == Exit.OK


@pytest.mark.parametrize(
    ("side", "told"),
    [
        ("khong_co.yaml", "không tìm thấy tệp"),
        ("HEAD~9:content/ke_hoach.yaml", "kho git không có phiên bản “HEAD~9”"),
        ("HEAD:content/khac.yaml", "phiên bản HEAD không có tệp content/khac.yaml"),
        ("hong.yaml", "hong.yaml:1:"),
    ],
)
def test_unreadable_sides_are_named(
    repository: Path, capsys: pytest.CaptureFixture[str], side: str, told: str
) -> None:
    (repository / "hong.yaml").write_text("nam: [2024\n", "utf-8")
    assert main(["diff", side, "content/ke_hoach.yaml"]) == Exit.REFUSED
    assert told in capsys.readouterr().err


def test_a_mistake_in_an_old_revision_is_told_under_its_name(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = repository / "content" / "ke_hoach.yaml"
    replace(plan, "nam: 2024", "nam: hai nghìn")
    commit("three")
    assert (
        main(["diff", "HEAD~1:content/ke_hoach.yaml", "HEAD:content/ke_hoach.yaml"]) == Exit.REFUSED
    )
    assert "HEAD:content/ke_hoach.yaml:1:" in capsys.readouterr().err


def test_result_in_a_file(repository: Path) -> None:
    names = ("HEAD~1:content/ke_hoach.yaml", "content/ke_hoach.yaml")
    assert main(["diff", *names, "-o", "moi/so_sanh.json"]) == Exit.FINDINGS
    assert json.loads((repository / "moi" / "so_sanh.json").read_text("utf-8"))
    assert main(["diff", *names, "-o", "so_sanh.txt"]) == Exit.FINDINGS
    assert "\033" not in (repository / "so_sanh.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "html", "-o", "moi.docx"], "phải có đuôi .html: moi.docx"),
        (["-o", "moi.xlsx"], "phải có đuôi .txt hoặc .json hoặc .html hoặc .docx: moi.xlsx"),
        (["--ngay", "31/02/2024", "-o", "moi.docx"], "--ngay: không có ngày 31/2/2024"),
    ],
)
def test_no_file_where_the_command_line_is_wrong(
    repository: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert (
        main(["diff", "HEAD~1:content/ke_hoach.yaml", "content/ke_hoach.yaml", *options])
        == Exit.USAGE
    )
    error = capsys.readouterr().err
    assert said in error
    assert "argument" not in error
    assert not list(repository.glob("moi.*"))


def test_the_row_of_many_figures_bears_its_whole_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that holds what stands between names where a place is told."""
    for file in ("ke_hoach.yaml", "don_vi.yaml"):
        shutil.copy(SAMPLES / file, tmp_path / file)
    old, new = tmp_path / "ke_hoach.yaml", tmp_path / "moi.yaml"
    replace(tmp_path / "don_vi.yaml", "Huyện Kbang", "'Làng “Kon Măng”, dòng “hai”, cột “ba”'")
    replace(old, "Số hộ nghèo", "'Nghèo, cột “mới”'")
    shutil.copy(old, new)
    replace(new, "18286, ho_ngheo: 1483", "18000, ho_ngheo: 1583")
    main(["diff", str(old), str(new)])
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    row = next(place for place, line in enumerate(lines) if "Kon Măng" in line)
    assert "“Làng “Kon Măng”, dòng “hai”, cột “ba”” (dòng " in lines[row]
    assert "“Nghèo, cột “mới””: 1.483 → 1.583 (+100; +6,74%)" in lines[row + 1 : row + 4]


def test_git_speaks_clauses_until_told_otherwise(repository: Path) -> None:
    attributes = repository / ".gitattributes"
    attributes.write_text("*.docx binary\n", "utf-8")
    for _ in range(2):
        assert main(["git-install"]) == Exit.OK
    assert attributes.read_text("utf-8").splitlines()[0] == "*.docx binary"
    assert attributes.read_text("utf-8").count("diff=kehoach") == 1
    told = git("diff", "HEAD~1", "--", "content/ke_hoach.yaml")
    assert "Số hộ nghèo”: 1.483 → 1.583 (+100; +6,74%)" in told
    assert "còn [-6,11%-]{+6,27%+} vào cuối năm" in told
    assert "[-Sở Y tế-]{+Sở Y tế và Dân số+}" in told
    logged = git("log", "-p", "-1", "--", "content/ke_hoach.yaml")
    assert "+  Tỷ lệ hộ nghèo còn 6,27% vào cuối năm." in logged
    register = git("diff", "HEAD~1", "--", "content/don_vi.yaml")
    assert "+so_yt: {ten: Sở Y tế và Dân số}" in register
    assert "unspecified" in git("check-attr", "diff", "--", "content/noi_nhan.yaml")
    assert main(["git-install", "--remove"]) == Exit.OK
    assert attributes.read_text("utf-8") == "*.docx binary\n"
    assert "ho_ngheo: 1583" in git("diff", "HEAD~1", "--", "content/ke_hoach.yaml")


@pytest.mark.parametrize(
    "folder",
    every(3, ["kế hoạch năm 2024", "a  b", "a[1]", 'a"b', "a*b", "a\\b", "!a", "#a", " a"]),
)
def test_git_speaks_clauses_in_folders_of_any_name(repository: Path, folder: str) -> None:
    (repository / "content").rename(repository / folder)
    commit("moved")
    plan = repository / folder / "ke_hoach.yaml"
    replace(plan, "ho_ngheo: 1583", "ho_ngheo: 1683")
    assert main(["git-install"]) == Exit.OK
    assert "Số hộ nghèo”: 1.583 → 1.683" in git("diff", "--", str(plan))
    register = repository / folder / "don_vi.yaml"
    assert "unspecified" in git("check-attr", "diff", "--", str(register))
    assert "unspecified" in git("check-attr", "diff", "--", "other/ke_hoach.yaml")
    assert main(["git-install", "--remove"]) == Exit.OK
    assert not (repository / ".gitattributes").exists()


@pytest.mark.parametrize(
    "before",
    [b"*.docx binary\r\n*.pdf binary\r\n", b"*.docx binary", b"# \xe9\n*.a binary\n", b"\n"],
)
def test_other_lines_of_gitattributes_stay_byte_for_byte(repository: Path, before: bytes) -> None:
    attributes = repository / ".gitattributes"
    attributes.write_bytes(before)
    for _ in range(2):
        assert main(["git-install"]) == Exit.OK
    installed = attributes.read_bytes()
    assert installed.startswith(before)
    assert installed.count(b"diff=kehoach") == 1
    if b"\r\n" in before:
        assert installed.count(b"\n") == installed.count(b"\r\n")
    assert git("check-attr", "diff", "--", "content/ke_hoach.yaml").endswith(": diff: kehoach\n")
    assert main(["git-install", "--remove"]) == Exit.OK
    assert attributes.read_bytes().rstrip(b"\r\n") == before.rstrip(b"\r\n")


@pytest.mark.parametrize(
    "revision", ["--output=got", "-pHEAD", "--ext-diff", "--no-index", "--help"]
)
def test_no_word_of_the_user_is_an_option_of_git(
    repository: Path, capsys: pytest.CaptureFixture[str], revision: str
) -> None:
    side = f"{revision}:content/ke_hoach.yaml"
    words = ["diff", "--", side, "content/ke_hoach.yaml"]
    assert main(words) == Exit.REFUSED
    assert "TP011" in capsys.readouterr().err
    assert sorted(path.name for path in repository.iterdir()) == [".git", "content"]


def test_git_goes_on_where_a_plan_cannot_be_read(repository: Path) -> None:
    main(["git-install"])
    plan = repository / "content" / "ke_hoach.yaml"
    plan.write_text(plan.read_text("utf-8") + "x: [\n", "utf-8")
    told = git("diff", "--", "content/ke_hoach.yaml")
    assert "so theo dòng" in told
    assert "+x: [" in told
    shutil.copy(SAMPLES / "ke_hoach.yaml", repository / "content" / "moi.yaml")
    git("add", "-N", "content/moi.yaml")
    assert "Kế hoạch mới." in git("diff", "--", "content/moi.yaml")


def test_outside_of_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert main(["git-install"]) == Exit.REFUSED
    assert main(["diff", "HEAD:a.yaml", "HEAD:b.yaml"]) == Exit.REFUSED
    assert "không nằm trong kho git" in capsys.readouterr().err


def test_colour_only_where_someone_looks() -> None:
    plan = str(SAMPLES / "ke_hoach.yaml")
    done = subprocess.run(
        [sys.executable, "-m", "kehoach", "diff", plan, str(PROJECT / "content/plan_2024.yaml")],
        capture_output=True,
        cwd=PROJECT,
        check=False,
    )
    assert done.returncode == Exit.FINDINGS, done.stderr.decode("utf-8")
    assert b"\033" not in done.stdout
