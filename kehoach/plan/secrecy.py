"""A plan that is secret (`do_mat`): neither sent nor added to by this program."""

from __future__ import annotations

from kehoach.findings import Finding, InputRefused
from kehoach.plan.model import KeHoach
from kehoach.secrecy import BY_THE_RULES
from kehoach.source.source import Source


def refuse_secret(plan: KeHoach, source: Source) -> None:
    """Refuse to take anything into a plan that is secret; raises InputRefused."""
    if refused := secret(plan, source):
        raise InputRefused(refused)


def secret(plan: KeHoach, source: Source, code: str = "BM002") -> list[Finding]:
    """What is told of a secret plan where it should leave or take something in; else nothing."""
    level = plan.the_thuc.do_mat
    if level is None:
        return []
    message = f"kế hoạch có độ mật ({level}): không gửi, không nhận qua chương trình này"
    return [Finding(source.place(("the_thuc", "do_mat")), code, message, BY_THE_RULES)]
