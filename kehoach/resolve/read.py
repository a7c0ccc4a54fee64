"""A plan file and its register, read and resolved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kehoach.document import Document
from kehoach.files import PROJECT, shown
from kehoach.findings import Finding, InputRefused, Severity
from kehoach.locations import Place
from kehoach.plan.beside import OFFICE
from kehoach.plan.model import KeHoach
from kehoach.plan.register import Register
from kehoach.plan.validation import validate
from kehoach.plan.versions import refuse_other_versions
from kehoach.resolve.figures import Figures
from kehoach.resolve.resolve import resolve
from kehoach.source.source import Source, read_source

REGISTER = "don_vi.yaml"
ADDRESS_BOOK = "noi_nhan.yaml"


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan as read: its finished document, model, register, source, and all its figures.

    What was noticed on the way stands in `source.findings`.
    """

    document: Document
    plan: KeHoach
    register: Register
    source: Source
    figures: Figures


def read_plan(
    path: Path, *, final: bool = False, published: bool = False, as_draft: bool = False
) -> Reading:
    """Read a plan file and resolve it.

    The register `don_vi.yaml` is read beside the plan, else from the project's `content/`.
    Raises InputRefused with every mistake of both files. `final` refuses anything but an issued
    plan without gaps; `published` prints the figures of `da_cong_bo` in place of the computed
    ones; `as_draft` takes the plan for a draft, so that figures may be missing.
    """
    parts = read_parts(path)
    return reading_of(*parts, final=final, published=published, as_draft=as_draft)


def from_source(source: Source, register: Register, *, as_draft: bool = False) -> Reading:
    """`read_plan` for a source and a register that are in memory."""
    return reading_of(source, plan_of(source), register, as_draft=as_draft)


def read_parts(path: Path) -> tuple[Source, KeHoach, Register]:
    """A plan and its register, in whatever state the plan is; raises InputRefused as `read_plan`.

    What only resolving can tell is not known yet.
    """
    return parts_of(read_source(path, shown(path)), path)


def parts_of(source: Source, path: Path) -> tuple[Source, KeHoach, Register]:
    """`read_parts` for the source of the plan at `path`, as it is in memory."""
    _refuse_a_register(source)
    refuse_other_versions(source)
    plan = validate(KeHoach, source)
    register = read_register(path, source)
    if plan is None or register is None:
        raise InputRefused(source.findings)
    return source, plan, register


def plan_of(source: Source) -> KeHoach:
    """The model of a plan; raises InputRefused where so much is wrong that there is none."""
    refuse_other_versions(source)
    plan = validate(KeHoach, source)
    if plan is None:
        raise InputRefused(source.findings)
    return plan


def reading_of(
    source: Source,
    plan: KeHoach,
    register: Register,
    *,
    final: bool = False,
    published: bool = False,
    as_draft: bool = False,
) -> Reading:
    """Resolve a plan that has been validated; the choices are those of `read_plan`."""
    if as_draft:
        plan = plan.model_copy(update={"trang_thai": "du_thao"})
    figures = Figures(plan, source, published=published)
    document = resolve(plan, source, register, figures, final=final)
    return Reading(document, plan, register, source, figures)


def _refuse_a_register(source: Source) -> None:
    """`kehoach build *.yaml` takes the registers along: one message for that, not thirty."""
    data = source.data
    if not isinstance(data, dict) or not KeHoach.model_fields.keys().isdisjoint(data):
        return
    units = [unit for unit in data.values() if isinstance(unit, dict)]
    is_office = Path(source.name).name == OFFICE
    if is_office or any("ten" in unit or "kenh" in unit for unit in units):
        kind = "sổ nơi nhận" if any("kenh" in unit for unit in units) else "sổ đơn vị"
        kind = "khai báo của cơ quan" if is_office else kind
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
