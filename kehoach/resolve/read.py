"""A plan file and its register, read and resolved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kehoach.document import Document
from kehoach.files import PROJECT, shown
from kehoach.findings import Finding, InputRefused, Severity
from kehoach.locations import Place
from kehoach.plan.model import KeHoach
from kehoach.plan.register import Register
from kehoach.plan.validation import validate
from kehoach.resolve.resolve import resolve
from kehoach.source.source import Source, read_source

REGISTER = "don_vi.yaml"
ADDRESS_BOOK = "noi_nhan.yaml"


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan as read: its finished document, model and register, and the source of the plan.

    What was noticed on the way stands in `source.findings`.
    """

    document: Document
    plan: KeHoach
    register: Register
    source: Source


def read_plan(path: Path, *, final: bool = False, published: bool = False) -> Reading:
    """Read a plan file and resolve it.

    The register `don_vi.yaml` is read beside the plan, else from the project's `content/`.
    Raises InputRefused with every mistake of both files.
    """
    source = read_source(path, shown(path))
    _refuse_a_register(source)
    plan = validate(KeHoach, source)
    register = read_register(path, source)
    if plan is None or register is None:
        raise InputRefused(source.findings)
    document = resolve(plan, source, register, final=final, published=published)
    return Reading(document, plan, register, source)


def _refuse_a_register(source: Source) -> None:
    """`kehoach build *.yaml` takes the registers along: one message for that, not thirty."""
    data = source.data
    if not isinstance(data, dict) or not KeHoach.model_fields.keys().isdisjoint(data):
        return
    units = [unit for unit in data.values() if isinstance(unit, dict)]
    if any("ten" in unit or "kenh" in unit for unit in units):
        kind = "sổ nơi nhận" if any("kenh" in unit for unit in units) else "sổ đơn vị"
        finding = Finding(
            Place(source.name),
            "TP009",
            f"đây là {kind}, không phải kế hoạch",
            "chỉ ghi tên các tệp kế hoạch, ví dụ: kehoach build content/plan_2024.yaml",
        )
        raise InputRefused([finding])


def register_path(plan_path: Path) -> Path:
    """The register that a plan is read with: beside it, else the project's own."""
    beside = plan_path.parent / REGISTER
    return beside if beside.exists() else PROJECT / "content" / REGISTER


def read_register(plan_path: Path, source: Source) -> Register | None:
    """The register of a plan; what is wrong with it is left in the findings of the plan's source.

    None where it cannot be read.
    """
    path = register_path(plan_path)
    if path.parent != plan_path.parent:
        source.report(
            (),
            "TP008",
            f"không có {REGISTER} cạnh kế hoạch; dùng {shown(path)}",
            f"nếu cơ quan có {REGISTER} riêng thì chép vào cùng thư mục với kế hoạch",
            Severity.INFO,
        )
    try:
        read = read_source(path, shown(path))
    except InputRefused as refused:
        source.findings += refused.findings
        return None
    register = validate(Register, read)
    source.findings += read.findings
    return register
