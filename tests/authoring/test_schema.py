"""The JSON Schema that editors use agrees with the reader, and explains itself in Vietnamese.

Plans are loaded as the YAML language server loads them: YAML 1.2 with its core schema, where
`so: 152` is a number, `no` a text, and a date a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from kehoach.authoring.schema import (
    ADDRESS_BOOK_SCHEMA,
    OFFICE_SCHEMA,
    PLAN_SCHEMA,
    REGISTER_SCHEMA,
    SETTINGS_SCHEMA,
)
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.findings import InputRefused
from kehoach.plan.beside import OFFICE
from kehoach.plan.office import read_office

TESTS = Path(__file__).parents[1]
FAULTS = TESTS / "faults"
CONTENT = TESTS.parent / "content"
EXPECTED = "expected"

SEEN_LATER = {
    "BT": "what stands in a text is not the schema's business",
    "CT": "nor is how words are typed",
    "TC": "a schema cannot look names up",
    "PL": "rows and columns of an annex refer to each other",
    "SL": "figures are missing or entered where they are expected",
    "KC": "numbering, states and options belong to the whole plan",
    "IN": "letters of the font",
}
"""Faults by the letters of their code."""
BEYOND_A_SCHEMA = {
    "ambiguous_number": "how a figure is read depends on its column",
    "ambiguous_objective": "how a figure is read depends on its decimals",
    "anchors_and_aliases": "editors expand them",
    "comma_in_flow_value": "a key of a row may have any name",
    "control_character_in_double_quotes": "how words are typed is not the schema's business",
    "decimals_in_a_whole_number": "the limits of a figure stand at its column",
    "english_grouping": "how a figure is read depends on its column",
    "english_grouping_of_millions": "how a figure is read depends on its column",
    "english_grouping_with_decimals": "how a figure is read depends on its column",
    "half_of_a_character": "how words are typed is not the schema's business",
    "huge_number": "the limits of a figure stand at its column",
    "impossible_date": "30/2 looks like a date",
    "impossible_deadline": "31/2 looks like a date",
    "key_without_space_in_a_list": "to an editor it is a text",
    "nested_too_deep": "a schema has no depth",
    "noncharacter": "how words are typed is not the schema's business",
    "prose_in_flow_sequence": "the pieces of a cut sentence are texts too",
    "tag": "editors apply tags",
    "too_many_decimals": "the limits of a figure stand at its column",
    "words_behind_a_hash": "editors read a comment",
    "words_in_a_figure": "a row may hold words in other columns",
}


class _Core(yaml.SafeLoader):
    """YAML 1.2.2, section 10.3.2, with unique keys."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(map(str, keys))):
            raise yaml.constructor.ConstructorError(None, None, "Map keys must be unique")
        return super().construct_mapping(node, deep)


def _integer(text: str) -> int:
    return int(text) if re.fullmatch(r"[-+]?[0-9]+", text) else int(text, 0)


def _reader(read: Callable[[str], Any]) -> Callable[[Any, Any], Any]:
    return lambda _, node: read(node.value)


for kind, pattern, read in (
    ("null", r"~|null|Null|NULL|", lambda _: None),
    ("bool", r"true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", _integer),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
):
    tag = f"tag:yaml.org,2002:{kind}"
    _Core.add_implicit_resolver(tag, re.compile(rf"^(?:{pattern})$"), None)
    _Core.add_constructor(tag, _reader(read))


def as_an_editor_reads(text: str) -> Any:
    return yaml.load(text, _Core)


def validator(path: Path) -> Draft7Validator:
    schema = json.loads(path.read_text("utf-8"))
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def complaints(plan: Any) -> list[str]:
    return [error.message for error in validator(PLAN_SCHEMA).iter_errors(plan)]


def refused_in_an_editor(text: str) -> bool:
    try:
        return bool(complaints(as_an_editor_reads(text)))
    except yaml.YAMLError:
        return True


# The file


def test_files_are_in_step_with_the_model(tmp_path: Path) -> None:
    assert main(["schema", "-o", str(tmp_path / "plan.json")]) == Exit.OK
    made = (tmp_path / "plan.json").read_text("utf-8")
    assert made == PLAN_SCHEMA.read_text("utf-8"), "run: kehoach schema"


ALL = [PLAN_SCHEMA, REGISTER_SCHEMA, ADDRESS_BOOK_SCHEMA, SETTINGS_SCHEMA, OFFICE_SCHEMA]


def test_command_writes_all_schemas_into_the_project(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, name in zip(
        ALL,
        (
            *("PLAN_SCHEMA", "REGISTER_SCHEMA", "ADDRESS_BOOK_SCHEMA", "SETTINGS_SCHEMA"),
            "OFFICE_SCHEMA",
        ),
        strict=True,
    ):
        monkeypatch.setattr(f"kehoach.authoring.schema.{name}", tmp_path / path.name)
    assert main(["schema"]) == Exit.OK
    said = capsys.readouterr().err
    for path in ALL:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), "run: kehoach schema"
        assert path.name in said


def fields(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    schema = json.loads(path.read_text("utf-8"))
    for name, model in [("", schema), *schema["definitions"].items()]:
        for key, field in model.get("properties", {}).items():
            yield f"{name}.{key}", field


def choices(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, field in fields(path):
        for each in (field, field.get("items", {})):
            if "enum" in each:
                yield name, each


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_field_is_described_in_vietnamese(path: Path) -> None:
    plain = [
        name
        for name, field in fields(path)
        if not re.search(
            r"[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵầấẩậềếểệồốổộờớợừứửự]", field["description"]
        )
    ]
    assert plain == []


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_choice_is_explained(path: Path) -> None:
    found = list(choices(path))
    assert found
    for name, field in found:
        if "có" not in field["enum"]:
            assert len(field["enumDescriptions"]) == len(field["enum"]), name


def test_nothing_that_an_editor_cannot_explain() -> None:
    """`anyOf` may stand in the condition of an `if`, which an editor never shows."""

    def shown(schema: Any) -> Iterator[str]:
        if isinstance(schema, dict):
            for key, value in schema.items():
                if key != "if":
                    yield key
                    yield from shown(value)
        elif isinstance(schema, list):
            for each in schema:
                yield from shown(each)

    assert not {"anyOf", "oneOf", "$defs", "prefixItems"} & set(
        shown(json.loads(PLAN_SCHEMA.read_text("utf-8")))
    )


# Good plans


def test_plan_and_registers_of_2024_are_accepted() -> None:
    plan = as_an_editor_reads((CONTENT / "plan_2024.yaml").read_text("utf-8"))
    register = as_an_editor_reads((CONTENT / "don_vi.yaml").read_text("utf-8"))
    book = as_an_editor_reads((CONTENT / "noi_nhan.yaml").read_text("utf-8"))
    assert complaints(plan) == []
    assert list(validator(ADDRESS_BOOK_SCHEMA).iter_errors(book)) == []
    assert list(validator(REGISTER_SCHEMA).iter_errors(register)) == []


GOOD = """\
nam: {nam}
the_thuc:
  co_quan: {co_quan}
  so: {so}
  ky_hieu: KH-UBND
  dia_danh: Ia Băng
  ngay: {ngay}
  trich_yeu: Giảm nghèo
can_cu:
{can_cu}
noi_dung:
  - {muc}
noi_nhan:
  - UBND huyện
  - {{luu: VT, so_ban: {so_ban}}}
phu_luc:
  bang:
    ten: Biểu
    cot:
      - {{ma: ten, nhan: Tên, kieu: chu}}
      - {{ma: so, nhan: 2024, thap_phan: {thap_phan}, chi_so: 1}}
    dong:
      - {{ten: Thôn 1, so: {figure}}}
ky:
  quyen_han: Chủ tịch
  ho_ten: Nguyễn Văn An
"""
USUAL = {
    "nam": "2025",
    "co_quan": "[Ủy ban nhân dân, xã Ia Băng]",
    "so": "152",
    "ngay": "08/12/2024",
    "can_cu": "  nhom:",
    "muc": "Rà soát.",
    "so_ban": "3",
    "thap_phan": "2",
    "figure": "8.11",
}
WAYS = [
    {},
    {"nam": '"2025"'},
    {"co_quan": "UBND xã Ia Băng"},
    {"so": ""},
    {"so": '"0152"'},
    {"ngay": "2024-12-08"},
    {"ngay": "2024"},
    {"ngay": ""},
    {"can_cu": ""},
    {"can_cu": "  ket: Ủy ban nhân dân xã ban hành Kế hoạch như sau"},
    {"muc": "{doan: Rà soát., vai_tro: , han: '31/01/{{ nam }}'}"},
    {"muc": "{tieu_de: Rà soát, tieu_de_phu: (đợt 1), muc: [{doan: Rà soát.}]}"},
    {"muc": "{doan: Rà soát., han: {nam: 2025-01-31, quy: '{{ nam }}-3-31'}}"},
    {"muc": "2025"},
    {"so_ban": '"3"'},
    {"thap_phan": '"2"'},
    {"figure": ""},
    {"figure": '"8,11"'},
]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_every_way_to_write_a_value_is_accepted(
    way: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = GOOD.format(**USUAL | way)
    (tmp_path / "plan.yaml").write_text(text, "utf-8")
    assert complaints(as_an_editor_reads(text)) == []
    assert main(["show", str(tmp_path / "plan.yaml")]) == Exit.OK, capsys.readouterr().err


# Faulty plans


def faults() -> dict[str, set[str]]:
    """The codes of each faulty plan."""
    expected = yaml.load((FAULTS / f"{EXPECTED}.yaml").read_text("utf-8"), yaml.BaseLoader)
    return {
        name: {found for line in lines for found in re.findall(r"^\d+:\d+ ([A-Z]{2})\d{3}", line)}
        for name, lines in expected.items()
    }


def in_sight(name: str, kinds: set[str]) -> bool:
    return name not in BEYOND_A_SCHEMA and not kinds <= SEEN_LATER.keys()


@pytest.mark.parametrize(
    "name", [name for name, kinds in faults().items() if in_sight(name, kinds)]
)
def test_structural_fault_is_refused_in_the_editor_too(name: str) -> None:
    assert refused_in_an_editor((FAULTS / f"{name}.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", BEYOND_A_SCHEMA)
def test_fault_that_a_schema_cannot_see(name: str) -> None:
    assert not refused_in_an_editor((FAULTS / f"{name}.yaml").read_text("utf-8"))


# An office's settings

FINGERPRINT = "5e" * 32
WITH_COLONS = ":".join(["5E"] * 32)
LEDGER = "0b6f8a1c-1111-4222-8333-444455556666"


@pytest.mark.parametrize(
    "text",
    [
        f"chung_thu_chu_ky_so: {{Nguyễn Văn An: {FINGERPRINT}}}",
        f'chung_thu_chu_ky_so:\n  Nguyễn Văn An: "{WITH_COLONS}"',
        f"chung_thu_chu_ky_so:\n  Nguyễn Văn An:\n    - {FINGERPRINT}\n    - {'a1' * 32}",
        f"so_gui: {{tep: ../so_gui.sqlite3, ma: {LEDGER}}}",
        "so_gui:\nchung_thu_chu_ky_so:",
        "soat: {bo_qua: [VD010, CT020], muc: canh_bao}\nban_hanh_can: {quy_tac: [DV003]}",
        "soat:\n  bo_qua: VD010\n  muc:\nban_hanh_can:",
        "cong_cu_xuat_pdf: weasyprint",
        "soat:",
    ],
)
def test_settings_of_an_office_are_accepted(text: str, tmp_path: Path) -> None:
    (tmp_path / OFFICE).write_text(text, "utf-8")
    read_office(tmp_path / "ke_hoach.yaml")
    assert list(validator(OFFICE_SCHEMA).iter_errors(as_an_editor_reads(text))) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("so_gu: x", "kehoach.yaml:1:1: DL201 không có khoá “so_gu”"),
        ("chung_thu_chu_ky_so:\n  Nguyễn Văn An: 5e5e", "kehoach.yaml:2:18: DL207 “5e5e”"),
        (f"chung_thu_chu_ky_so:\n  An: [{FINGERPRINT}, xy]", "kehoach.yaml:2:74: DL207 “xy”"),
        ("so_gui:\n  ma: 7", "kehoach.yaml:2:7: DL207"),
        ("- so_gui", "kehoach.yaml:1:1: DL205"),
        ("soat: {bo_qua: [vd10]}", "kehoach.yaml:1:17: DL207 “vd10”"),
        ("cong_cu_xuat_pdf: word", "kehoach.yaml:1:19: DL208"),
        ("soat: {muc: nhẹ}", "kehoach.yaml:1:13: DL208"),
        ("ban_hanh_can: {quy_tac: 3}", "kehoach.yaml:1:25: DL207"),
    ],
)
def test_settings_of_an_office_are_refused_at_their_place(
    text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(OFFICE).write_text(text, "utf-8")
    with pytest.raises(InputRefused, match=re.escape(told)):
        read_office(Path("ke_hoach.yaml"))
    assert list(validator(OFFICE_SCHEMA).iter_errors(as_an_editor_reads(text))) != []


def test_one_certificate_of_two_people_is_refused(tmp_path: Path) -> None:
    people = f"  Nguyễn Văn An: {FINGERPRINT}\n  Trần Thị Bình: {WITH_COLONS.replace(':', '')}"
    (tmp_path / OFFICE).write_text(f"chung_thu_chu_ky_so:\n{people}", "utf-8")
    with pytest.raises(InputRefused, match="“Nguyễn Văn An” và “Trần Thị Bình”"):
        read_office(tmp_path / "ke_hoach.yaml")


@pytest.mark.parametrize("text", ["", "# chưa khai gì\n", "\n\n"])
def test_settings_without_any_key(text: str, tmp_path: Path) -> None:
    (tmp_path / OFFICE).write_text(text, "utf-8")
    assert read_office(tmp_path / "ke_hoach.yaml").values.chung_thu_chu_ky_so == {}
