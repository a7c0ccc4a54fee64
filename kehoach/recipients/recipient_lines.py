"""Who receives a plan, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kehoach.recipients.address_book import CHANNELS
from kehoach.recipients.expansion import Addressee
from kehoach.recipients.labels import Copies


def recipient_lines(addressees: Sequence[Addressee], paper: Copies) -> Iterator[str]:
    """Each line of Nơi nhận, below it who receives through it, and at the end how many they are."""
    line = None
    for number, addressee in enumerate(addressees, start=1):
        if addressee.dong != line:
            line = addressee.dong
            yield f"- {line}"
        yield f"{number:>4}. {addressee.ten}: {'; '.join(_ways(addressee))}"
    counts = {
        name: sum(channel in addressee.kenh for addressee in addressees)
        for channel, name in CHANNELS.items()
    }
    ways = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    yield f"Tổng số: {len(addressees)} nơi nhận ({ways})."
    yield (
        f"Bản giấy: phát hành {paper.sent}, lưu {paper.kept} ({', '.join(paper.keepers)}); "
        f"cần in {paper.total} bản."
    )


def _ways(addressee: Addressee) -> Iterator[str]:
    for channel in addressee.kenh:
        if channel == "thu_dien_tu":
            yield ", ".join(addressee.thu_dien_tu)
        elif channel == "truc":
            yield f"trục {addressee.ma_dinh_danh}"
        else:
            yield f"{addressee.so_ban} bản giấy ({addressee.dia_chi})"
