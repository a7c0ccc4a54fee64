"""What a command means by exit code 1, for its help; the other codes are the same for all."""

from __future__ import annotations

_DONE_WITH_FINDINGS = "đã xong, có điểm cần người xem"
_MEANINGS = {
    "build": "đã tạo, có điểm cần người xem",
    "check": "đã soát, còn điểm cần người xem",
    "diff": "hai bản khác nhau",
    "todo": "còn điểm chưa quyết định",
    "decide": "chỉ cho xem, chưa ghi quyết định nào",
    "send": "còn nơi chưa gửi được, hoặc chưa gửi gì",
    "deliver": "lệnh khác đã ghi trước",
    "delivered": "còn lần gửi chưa xong",
}
_NEVER = frozenset(
    {
        *("annex export", "explain", "git-install", "new", "roll", "rules", "schema", "show"),
        *("so-van-ban-di", "watch"),
    }
)
"""Commands that never end with 1."""


def exit_code_lines(command: str) -> str:
    """The exit codes of a command such as `annex import`, as its help tells them."""
    codes = {
        0: "xong",
        1: _MEANINGS.get(command, _DONE_WITH_FINDINGS),
        2: "dữ liệu vào bị từ chối",
        3: "máy thiếu gì đó",
        4: "gõ lệnh sai",
        5: "lỗi của chương trình",
    }
    if command in _NEVER:
        del codes[1]
    return "\nmã thoát:\n" + "".join(f"  {code}  {told}\n" for code, told in codes.items())
