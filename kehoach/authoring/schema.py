"""The JSON Schema of YAML files, for editors that complete and check while a clerk types.

It is made from their models. It is draft 07, the newest that every release of the YAML language
server (VS Code and others) reads. A value of several kinds has a list of types instead of
`anyOf`/`oneOf`, because an editor cannot explain those; what only holds for some nodes is an
`if`/`then`, which it can.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from kehoach.files import PROJECT

Schema = dict[str, Any]

FOLDER = PROJECT / "schema"
PLAN_SCHEMA = FOLDER / "ke_hoach.schema.json"
REGISTER_SCHEMA = FOLDER / "don_vi.schema.json"
ADDRESS_BOOK_SCHEMA = FOLDER / "noi_nhan.schema.json"
SETTINGS_SCHEMA = FOLDER / "gui_van_ban.schema.json"
OFFICE_SCHEMA = FOLDER / "kehoach.schema.json"

_EMPTY = "Để trống"
_FIRST = ("description", "type", "$ref", "enum", "enumDescriptions")


def schema_text(model: type[BaseModel], title: str) -> str:
    """The schema of a file that a model describes, as the text of a JSON file."""
    made = model.model_json_schema()
    definitions = made.pop("$defs", {})
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        **_model(model.__name__, made),
        "definitions": {name: _model(name, definition) for name, definition in definitions.items()},
    }
    for name in set(_optional_models([made, definitions])):
        schema["definitions"][name]["type"] = _kinds(
            [schema["definitions"][name], {"type": "null"}]
        )
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _optional_models(made: Any) -> Iterator[str]:
    """The models that stand in a key which may be left empty."""
    if isinstance(made, dict):
        either = made.get("anyOf", ())
        if {"type": "null"} in either:
            yield from (choice["$ref"].rpartition("/")[2] for choice in either if "$ref" in choice)
        made = list(made.values())
    if isinstance(made, list):
        for inner in made:
            yield from _optional_models(inner)


def _model(name: str, made: Schema) -> Schema:
    """The schema of one model; its docstring is for programmers and stays out."""
    schema = _simple({key: value for key, value in made.items() if key != "description"})
    required = made.get("required", ())
    # A row keeps an empty value as a figure still missing; elsewhere it is as good as absent.
    is_row = isinstance(made.get("additionalProperties"), dict) and "properties" in made
    if "properties" in made:
        schema["properties"] = {
            key: _field(field, optional=key not in required and not is_row)
            for key, field in made["properties"].items()
        }
    if name in _CONDITIONS:
        schema["allOf"] = _CONDITIONS[name]
    return schema


def _field(made: Schema, *, optional: bool) -> Schema:
    schema = _simple(made)
    default = schema.pop("default", None)
    if isinstance(default, bool):
        default = "có" if default else "không"
    if default not in (None, [], {}, ""):
        schema["default"] = default
    if "type" in schema and optional:
        schema["type"] = _kinds([schema, {"type": "null"}])
    elif "string" in schema.get("type", ()) and not {"pattern", "enum"} & schema.keys():
        schema["minLength"] = 1
    if "enum" in schema and "null" in schema["type"]:
        schema["enum"] = [*schema["enum"], None]
        if "enumDescriptions" in schema:
            schema["enumDescriptions"] = [*schema["enumDescriptions"], _EMPTY]
    return schema


def _simple(made: Schema) -> Schema:
    """One flat schema: alternatives merged, limits in standard words, references in draft 07."""
    schema: Schema = {}
    alternatives = [_simple(choice) for choice in made.get("anyOf", ())]
    for part in [*alternatives, made]:
        schema |= {key: value for key, value in part.items() if key not in ("anyOf", "title")}
    if alternatives:
        schema["type"] = _kinds([choice for choice in alternatives if "type" in choice])
    if "const" in schema:
        schema["enum"] = [schema.pop("const")]
    for ours, standard in (("ge", "minimum"), ("le", "maximum")):
        if ours in schema:
            schema[standard] = schema.pop(ours)
    if "$ref" in schema:
        # The type stands with the model (see `_optional_models`): draft 07 ignores it beside $ref.
        schema.pop("type", None)
        schema["$ref"] = schema["$ref"].replace("$defs", "definitions")
    if "patternProperties" in schema:
        # An editor then tells which name is wrong, and still knows what stands under it.
        ((pattern, named),) = schema.pop("patternProperties").items()
        schema |= {"additionalProperties": named, "propertyNames": {"pattern": pattern}}
    if "prefixItems" in schema:
        schema["items"] = schema.pop("prefixItems")[0]
    for inner in ("items", "additionalProperties"):
        if isinstance(schema.get(inner), dict):
            schema[inner] = _simple(schema[inner])
    if "type" in schema:
        schema["type"] = _kinds([schema])
    return {key: schema[key] for key in sorted(schema, key=_order)}


def _order(key: str) -> int:
    return _FIRST.index(key) if key in _FIRST else len(_FIRST)


def _kinds(schemas: list[Schema]) -> str | list[str]:
    """The kinds of value that any of the schemas accepts, each once.

    A free text may be nothing but digits (`chi_so: 1`), and then an editor takes it for a number.
    """
    kinds: dict[str, None] = {}
    for schema in schemas:
        own = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        kinds |= dict.fromkeys(own)
        if "string" in own and not {"enum", "const", "pattern"} & schema.keys():
            kinds["number"] = None
    return next(iter(kinds)) if len(kinds) == 1 else list(kinds)


# Rules that the models check over several keys


def _given(key: str) -> Schema:
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


def _none_of(*keys: str) -> Schema:
    return {"not": {"anyOf": [_given(key) for key in keys]}}


def _needs(condition: Schema, key: str) -> Schema:
    return {"if": condition, "then": {"required": [key]}}


def _excludes(key: str, other: str) -> Schema:
    return {"if": _given(key), "then": {"properties": {other: {"type": "null"}}}}


_CONDITIONS: Mapping[str, list[Schema]] = {
    "KeHoach": [
        {
            "if": {"required": ["trang_thai"], "properties": {"trang_thai": {"const": "ban_hanh"}}},
            "then": {"properties": {"the_thuc": {"required": ["so", "ngay"]}}},
        }
    ],
    "VanBan": [_needs(_none_of("ten"), "so_ky_hieu")],
    "DanVanBan": [_needs(_none_of("id"), "ghi"), _excludes("id", "ghi")],
    "Muc": [
        _needs(_none_of("tieu_de", "doan", "don_vi", "kem_theo"), "doan"),
        _needs({"allOf": [_given("tieu_de_phu"), _none_of("tieu_de", "don_vi")]}, "tieu_de"),
        _needs({"allOf": [_given("tieu_de_phu"), _given("doan")]}, "tieu_de"),
    ],
    "ChiTieu": [_excludes("gia_tri", "cong_thuc")],
    "NoiNhan": [_needs(_none_of("luu"), "ghi"), _excludes("luu", "ghi")],
}
