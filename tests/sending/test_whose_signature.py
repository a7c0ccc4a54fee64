"""Whose signature lets a plan go out: the signer's, by certificate or letter for letter by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import pytest
from cryptography.hazmat.primitives import hashes

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from tests.sending.conftest import LEADER, Identities, Identity, Office, identity, sign
from tests.thorough import every

MakeOffice = Callable[..., Office]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def one(office: MakeOffice) -> Office:
    made = office(["a@x.example.vn"])
    made.write("gui_van_ban.yaml", {"may_chu": "127.0.0.1", "gui_tu": "vt@x.example.vn"})
    return made


def tried(office: Office, data: bytes, capsys: Capture) -> tuple[list[str], str]:
    """The codes for which a signed file is refused, and all that was said."""
    office.signed.write_bytes(data)
    code = main(["send", str(office.plan), "--file", str(office.signed), "--dry-run"])
    out, said = capsys.readouterr()
    codes = re.findall(r": ([A-Z]{2}\d{3}) ", said)
    assert code == (Exit.REFUSED if codes else Exit.OK), said
    return codes, out + said


def fingerprint(who: Identity) -> str:
    """As a viewer of certificates shows it."""
    return who.certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def register(office: Office, *people: tuple[str, Identity]) -> None:
    by_name: dict[str, list[str]] = {}
    for name, who in people:
        by_name.setdefault(name, []).append(fingerprint(who))
    office.write("kehoach.yaml", {"chung_thu_chu_ky_so": by_name})


STRANGERS = [
    "Nguyễn Văn Ân",
    "Nguyễn Văn Anh",
    "Phó: thay Nguyễn Văn An",
    "Nguyễn Văn An (uỷ quyền)",
    "Văn An",
    "An",
    "Nguyen Van An",
    "NGUYEN VAN AN",
    "Nguyễn Văn\u200b An",
    "Nguyễn Văn An\u202e",
    "Nguyễn  Văn An",
    "Nguyễn V\u0430n An",  # a Cyrillic letter
    "Nguyễn Văn An, Trần Thị Bình",
]


@pytest.mark.parametrize("name", every(2, STRANGERS))
def test_a_name_that_is_nearly_the_signers(
    name: str,
    one: Office,
    identities: Identities,
    built: Callable[[Path], bytes],
    capsys: Capture,
) -> None:
    other = identity(name, identities.authority)
    codes, said = tried(one, sign(built(one.plan), other), capsys)
    assert codes == ["CK006"]
    assert f"“{LEADER}”" in said
    shown = re.sub("[\u200b\u202e]", lambda unseen: f"[U+{ord(unseen[0]):04X}]", name)
    assert f"“{shown}”" in said
    # The line that it tells, put into the settings, is what lets the file go.
    line = re.search(r"^chung_thu_chu_ky_so: .+$", said, re.MULTILINE)
    assert line
    (one.folder / "kehoach.yaml").write_text(line[0], "utf-8")
    assert tried(one, one.signed.read_bytes(), capsys)[0] == []


@pytest.mark.parametrize(
    "name", [LEADER.upper(), normalize("NFD", LEADER), normalize("NFD", LEADER.upper())]
)
def test_capitals_and_composition_do_not_count(
    name: str,
    one: Office,
    identities: Identities,
    built: Callable[[Path], bytes],
    capsys: Capture,
) -> None:
    signed = sign(built(one.plan), identity(name, identities.authority))
    assert tried(one, signed, capsys)[0] == []


def test_a_registered_certificate_is_the_person(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    bare = identity("NGUYEN VAN AN", identities.authority)
    namesake = identity(LEADER, identities.authority)
    register(one, (LEADER, bare))
    codes, said = tried(one, sign(built(one.plan), bare), capsys)
    assert (codes, "NGUYEN VAN AN (Nguyễn Văn An)" in said) == ([], True)
    register(one, (normalize("NFD", LEADER.upper()), bare))
    assert tried(one, one.signed.read_bytes(), capsys)[0] == []
    # One who has a certificate on record is known by that alone: names are shared by many.
    codes, said = tried(one, sign(built(one.plan), namesake), capsys)
    assert codes == ["CK006"]
    register(one, (LEADER, bare))
    said = tried(one, one.signed.read_bytes(), capsys)[1]
    line = re.search(rf"^  {LEADER}: .+$", said, re.MULTILINE)
    assert line
    (one.folder / "kehoach.yaml").write_text(f"chung_thu_chu_ky_so:\n{line[0]}", "utf-8")
    for who in (bare, namesake):
        assert tried(one, sign(built(one.plan), who), capsys)[0] == []


def test_a_certificate_registered_for_somebody_else(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    """Whatever name it bears."""
    register(one, ("Trần Thị Bình", identities.leader))
    assert tried(one, sign(built(one.plan), identities.leader), capsys)[0] == ["CK006"]


@pytest.mark.parametrize(
    ("bears", "why"),
    [
        (LEADER, "không phải chứng thư đã khai cho người này"),
        ("Nguyễn  Văn An", "khác nhau ở dấu cách"),
        ("Nguyễn\u00a0Văn An", "khác nhau ở dấu cách"),
        ("Nguyễn V\u0430n An", "có chữ “\u0430” (U+0430) của bảng chữ cái khác"),
    ],
)
def test_two_names_that_look_the_same_are_told_apart(
    bears: str,
    why: str,
    one: Office,
    identities: Identities,
    built: Callable[[Path], bytes],
    capsys: Capture,
) -> None:
    register(one, (LEADER, identities.leader))
    other = identity(bears, identities.authority)
    codes, said = tried(one, sign(built(one.plan), other), capsys)
    assert codes == ["CK006"]
    assert why in " ".join(said.split())


def test_a_registered_certificate_must_be_trusted(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    register(one, (LEADER, identities.stranger))
    assert tried(one, sign(built(one.plan), identities.stranger), capsys)[0] == ["CK005"]


def test_of_several_signatures_one_is_the_signers(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    seal = identity("Ủy ban nhân dân xã Ia Băng", identities.authority)
    near = sign(built(one.plan), identity("Nguyễn Văn Anh", identities.authority))
    codes, said = tried(one, sign(near, seal, field_name="ConDau"), capsys)
    assert codes == ["CK006"]
    assert "“Nguyễn Văn Anh”" in said
    assert "“Ủy ban nhân dân xã Ia Băng”" in said
    own = sign(sign(built(one.plan), seal), identities.leader, field_name="LanhDao")
    assert tried(one, own, capsys)[0] == []


def test_an_own_certificate_of_the_office_is_not_the_signers(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    """A seal among the trusted certificates signs no plan alone."""
    (one.folder / "chung_thu" / "con_dau.pem").write_bytes(identities.other.pem)
    (one.folder / "chung_thu" / "ky.pem").write_bytes(identities.leader.pem)
    assert tried(one, sign(built(one.plan), identities.other), capsys)[0] == ["CK006"]
    assert tried(one, sign(built(one.plan), identities.leader), capsys)[0] == []


def test_by_no_command(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    one.signed.write_bytes(sign(built(one.plan), identities.other))
    plan, file = str(one.plan), ["--file", str(one.signed)]
    for command in (["send", plan, "--yes"], ["deliver", plan, "noi_0", "--nguoi-nhan=A"]):
        assert main([*command, *file]) == Exit.REFUSED
        assert "CK006" in capsys.readouterr().err
