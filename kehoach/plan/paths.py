"""What the model of a plan has at a path of its data: which part, with which fields."""

from __future__ import annotations

import types
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from kehoach.locations import Path


def fields_at(model: Any, path: Path) -> dict[str, Any]:
    """The fields of the model that stands at `path` below `model`, or none."""
    found = model_at(model, path)
    return dict(found.model_fields) if found is not None else {}


def model_at(model: Any, path: Path) -> type[BaseModel] | None:
    """The model that stands at `path` below `model`, or None."""
    for part in path:
        model = _below(model, part)
    return _model_in(model)


def _below(annotation: Any, part: str | int) -> Any:
    owner = _model_in(annotation)
    if owner is not None and issubclass(owner, BaseModel):
        if "root" in owner.model_fields:
            return _below(owner.model_fields["root"].annotation, part)
        if isinstance(part, str) and part in owner.model_fields:
            return owner.model_fields[part].annotation
    for inner in _parts(annotation):
        if get_origin(inner) in (tuple, list, dict):
            args = get_args(inner)
            return args[-1] if get_origin(inner) is dict else args[0]
    return None


def _parts(annotation: Any) -> list[Any]:
    """The annotation without `Annotated` and `| None`."""
    if get_origin(annotation) is Annotated:
        return _parts(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return [part for arg in get_args(annotation) for part in _parts(arg)]
    return [annotation]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    for part in _parts(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part
    return None
