"""Which ledger is the office's: its identity, written into `kehoach.yaml` by the program."""

from __future__ import annotations

from kehoach.files import shown
from kehoach.findings import InputRefused, MachineProblem
from kehoach.locations import Span
from kehoach.plan.office import Office, read_office
from kehoach.rewriting.plan_file import changing, create
from kehoach.source.edits import Edits
from kehoach.source.encoding import encode, read_bytes, text_of
from kehoach.source.source import parse_source

_WRITER = "send"
"""What a step back is called by, as every other command that writes into a person's file."""
_NEW = "# Khai báo của cơ quan. Mã sổ gửi do máy ghi, không sửa bằng tay.\n"


def remember(office: Office, identity: str) -> None:
    """Write the identity into the office's settings; every other byte of them stays.

    Raises MachineProblem if it cannot be written there.
    """
    path = office.path
    try:
        if not create(path, _new(identity)):
            with changing(path, _WRITER) as file:
                before = read_bytes(path, file.name)
                file.write(before, _edited(before, file.name, identity))
        known = read_office(path.with_name("ke_hoach.yaml")).values.so_gui
    except (InputRefused, ValueError, OSError):
        known = None
    if known is None or known.ma != identity:
        raise MachineProblem(
            f"không ghi được mã sổ gửi vào {shown(office.path)}; ghi giúp vào tệp đó hai dòng:\n"
            f"so_gui:\n  ma: {identity}\nrồi chạy lại"
        )


def _edited(before: bytes, name: str, identity: str) -> bytes:
    """The settings with the identity. Raises ValueError if it cannot be put there."""
    if not before.strip():
        return _new(identity)
    return encode(_with_identity(text_of(before, name), name, identity), before)


def _new(identity: str) -> bytes:
    return f"{_NEW}so_gui:\n  ma: {identity}\n".encode()


def _with_identity(text: str, name: str, identity: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    try:
        source = parse_source(text, name)
    except InputRefused:  # comments alone: what else is wrong was refused when it was read
        end = "" if text.endswith("\n") else newline
        return f"{text}{end}so_gui:{newline}  ma: {identity}{newline}"
    edits = Edits(source)
    data = source.data if isinstance(source.data, dict) else {}
    own = data.get("so_gui")
    if "so_gui" not in data:
        edits.add_key((), "so_gui", [f"ma: {identity}"])
    elif isinstance(own, dict) and "ma" in own:
        edits.set_value(("so_gui", "ma"), identity)
    elif isinstance(own, dict) and own:
        edits.add_values(("so_gui",), {"ma": identity})
    else:
        span = source.span(("so_gui",))
        key = source.key_node(("so_gui",))
        if key is None:
            raise ValueError("so_gui is no key")
        colon = source.text.index(":", key.end_mark.index) + 1
        edits.replace_span(Span(colon, max(colon, span.end)), f" {{ma: {identity}}}")
    return edits.text()
