"""What `kehoach send` says before and after: who gets what, and what came of it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from kehoach.cli.console import Exit, say
from kehoach.files import shown
from kehoach.sending.approval import Approved
from kehoach.sending.delivery_lists import open_ones
from kehoach.sending.dispatch import Known, still_to_send
from kehoach.sending.records import (
    CHANNEL_NAMES,
    STATE_NAMES,
    VIETNAM,
    Channel,
    DeliveryState,
    Party,
)


def show_only(known: Known, approved: Approved, parties: Sequence[Party]) -> Exit:
    """What a run would do; nothing is written, not even an empty ledger."""
    left = still_to_send(parties, known)
    sent_now = {party.key for party in left}
    for party in parties:
        state = STATE_NAMES[known[party.key].state] if party.key in known else "giao rồi ghi vào sổ"
        print(
            f"{party.recipient}: {party.name}; {CHANNEL_NAMES[party.channel]} {party.address}: "
            f"{'sẽ gửi' if party.key in sent_now else state}"
        )
    show(approved, parties, len(left), sys.stdout)
    print("Chạy thử: chưa gửi gì.")
    return Exit.OK


def show(approved: Approved, parties: Sequence[Party], count: int, where: TextIO) -> None:
    """What is to be sent, who signed it, to how many it goes in which way."""
    document = approved.document
    lines = [
        document.facts.called,
        f"  tệp {document.file}, {document.size} byte, SHA-256 {document.hash}",
    ]
    for signed in approved.signed:
        when = f", {signed.when.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}" if signed.when else ""
        lines.append(f"  chữ ký hợp lệ: {signed.shown}{when}")
    if approved.compared_by:
        lines.append(f"  đã so bằng mắt phần máy chưa đối chiếu được: {approved.compared_by}")
    for channel in Channel:
        units = {party.recipient for party in parties if party.channel is channel}
        if not units:
            continue
        how = f"còn {count} thư phải gửi" if channel is Channel.MAIL else "giao rồi ghi vào sổ"
        lines.append(f"  {CHANNEL_NAMES[channel]}: {len(units)} nơi nhận, {how}")
    print("\n".join(lines), file=where)


def tell(known: Known, parties: Sequence[Party], approved: Approved, plan: Path) -> Exit:
    """Say what came of it; those who need a person one by one."""
    meant = {party.key for party in parties if party.channel is Channel.MAIL}
    states = [delivery.state for key, delivery in known.items() if key in meant]
    left = [delivery for delivery in open_ones(list(known.values())) if delivery.party.key in meant]
    for delivery in left:
        party, state = delivery.party, STATE_NAMES[delivery.state]
        answer = f": {delivery.answer}" if delivery.answer else ""
        say(f"{party.recipient}: {party.name} <{party.address}>: {state}{answer}")
    counts = Counter(states)
    words = [f"{counts[state]} {STATE_NAMES[state]}" for state in DeliveryState if counts[state]]
    print(f"{approved.document.facts.called}: " + ("; ".join(words) or "không có thư nào") + ".")
    if counts[DeliveryState.WAITING]:
        say("Nơi chờ gửi: chạy lại lệnh này để gửi tiếp.")
    deliver = f"kehoach deliver {shown(plan)} MÃ"
    if any(delivery.state is DeliveryState.FAILED for delivery in left):
        say(
            "Nơi không gửi được: sửa địa chỉ rồi chạy lại; địa chỉ đúng (ví dụ hộp thư đầy) thì "
            f"ghi {deliver} --gui-lai rồi chạy lại; hoặc giao bằng cách khác."
        )
    if any(delivery.state is DeliveryState.UNKNOWN for delivery in left):
        say(
            f"Nơi không rõ: hỏi nơi nhận; đã nhận thì ghi {deliver} --nguoi-nhan TÊN, chưa nhận "
            "thì thêm --gui-lai thay cho --nguoi-nhan rồi chạy lại."
        )
    return Exit.FINDINGS if left else Exit.OK
