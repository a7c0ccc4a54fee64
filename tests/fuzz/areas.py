"""Every area of inputs."""

from __future__ import annotations

from tests.fuzz.area import Area
from tests.fuzz.files_of_others import PdfFiles, WordFiles, Workbooks
from tests.fuzz.plans import CommandLines, Formulas, PlanTexts, PlanTrees, Registers
from tests.fuzz.sending import Dialogues, Ledgers
from tests.fuzz.templates import Templates

AREAS: dict[str, type[Area]] = {
    area.name: area
    for area in (
        *(PlanTexts, PlanTrees, Formulas, Registers, CommandLines),
        *(Workbooks, WordFiles, PdfFiles),
        *(Dialogues, Ledgers, Templates),
    )
}
"""By name."""
