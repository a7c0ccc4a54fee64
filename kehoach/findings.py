"""What a reader, a check or a build has to say about a plan: code, place, message, help."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from kehoach.locations import Place, Span
from kehoach.vietnamese import visible


class Severity(str, Enum):
    """How grave a finding is; the value is what machines read in JSON."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to tell the clerk, in Vietnamese.

    `code` is stable; `message` says what is wrong, `help` what to do; `source` names the article
    of a decree where a rule comes from one; `fix` is a text that may safely replace `words`, which
    stand at `span` of the file and, with some context, at `words_at` in `excerpt`; `waived` is the
    reason of a person who let it pass; `blocks` tells that a plan is not issued with it. Findings
    sort by place.
    """

    place: Place
    code: str
    message: str
    help: str = ""
    severity: Severity = field(default=Severity.ERROR, compare=False)
    source: str = ""
    fix: str | None = field(default=None, compare=False)
    excerpt: str = field(default="", compare=False)
    words: str = field(default="", compare=False)
    span: Span | None = field(default=None, compare=False)
    waived: str | None = field(default=None, compare=False)
    words_at: int = field(default=0, compare=False)
    blocks: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        text = visible(f"{self.place}: {self.code} {self.message}")
        return f"{text}\n    → {visible(self.help)}" if self.help else text


class InputRefused(Exception):
    """The input cannot be built; carries every finding known, sorted by place."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = sorted(findings)

    @classmethod
    def at(cls, place: Place, code: str, message: str, advice: str = "") -> InputRefused:
        """One finding is why."""
        return cls([Finding(place, code, message, advice)])

    def __reduce__(self) -> tuple[type[InputRefused], tuple[list[Finding]]]:
        return InputRefused, (self.findings,)


class MachineProblem(Exception):
    """The machine lacks something (a library, a font, space); the text is advice in Vietnamese."""
