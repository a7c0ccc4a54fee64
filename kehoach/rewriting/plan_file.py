"""The one way to write a plan: locked, checked to be still what was read, flushed, replaced.

Whoever changes a plan reads it inside `changing` and hands the new bytes to `write`. Nobody else of
ours writes meanwhile; what an editor saves meanwhile is not overwritten. Owner and rights stay, and
so does a link. What stood there is kept as a step back.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kehoach.disk import operations
from kehoach.disk.locks import Busy, locked
from kehoach.disk.outputs import same_looks
from kehoach.disk.replacing import clear, put, put_new, troubles, written_beside
from kehoach.files import reason, shown
from kehoach.findings import InputRefused, MachineProblem
from kehoach.locations import Place
from kehoach.rewriting.steps import Step, Steps, hash_of
from kehoach.source.encoding import read_bytes

_AGAIN = "chạy lại lệnh này"


@dataclass
class PlanFile:
    """A file that is being changed by one command, and by no other.

    `name` is what messages call it, `real` where it stands when links are followed.
    """

    name: str
    real: Path
    command: str
    steps: Steps = field(init=False)

    def __post_init__(self) -> None:
        self.steps = Steps(self.real)

    def write(self, before: bytes, after: bytes) -> None:
        """Put bytes in place of those that were read.

        Raises InputRefused if they are no longer there, MachineProblem if the disk refuses; then
        the file is as it was.
        """
        if after == before:
            return
        coming = written_beside(self.real, after, flushed=True)
        with coming as file, self._step(before, after):
            self._refuse_others_work(before)
            put(file, self.real)
        operations.flush_folder(self.real.parent)
        self.steps.forget_oldest()

    def make(self, content: bytes) -> bool:
        """Put bytes where nothing is; False if there is something after all."""
        coming = written_beside(self.real, content, flushed=True)
        with suppress(_NotDone), coming as file:
            with self._step(None, content) if self.command else nullcontext():
                if not put_new(file, self.real):
                    raise _NotDone
            operations.flush_folder(self.real.parent)
            return True
        return False

    @contextmanager
    def _step(self, before: bytes | None, after: bytes) -> Iterator[None]:
        """Keep what is there as a step back, unless what the block does fails."""
        with troubles(self.real.parent):
            step = self.steps.add(self.command, before, after)
        try:
            yield
        except BaseException:
            self.steps.drop(step)
            raise

    def _now(self) -> bytes | None:
        """What stands there; None if nothing does."""
        with suppress(OSError):
            if not os.path.lexists(self.real):
                return None
        return read_bytes(self.real, self.name)

    def _refuse_others_work(self, before: bytes) -> None:
        """What somebody saved, renamed or linked since it was read stays."""
        now = self._now()
        if now is None:
            message = "tệp vừa bị đổi tên hoặc xoá trong lúc lệnh đang chạy; chưa ghi gì"
            raise self._refused("GH001", message, f"kiểm tra lại tên và thư mục, rồi {_AGAIN}")
        if now != before:
            message = "tệp vừa được sửa ở nơi khác trong lúc lệnh đang chạy; chưa ghi gì"
            raise self._refused("GH001", message, _AGAIN)
        self.refuse_unwritable()

    def refuse_unwritable(self) -> None:
        """Raise InputRefused for a file that has another name too, or may only be read."""
        try:
            links = self.real.stat().st_nlink
        except OSError:
            return
        if links > 1:
            message = f"tệp có {links} tên (liên kết cứng): ghi vào đây thì tên kia giữ bản cũ"
            advice = f"chép thành tệp riêng (cp), xoá tên thừa, rồi {_AGAIN}"
            raise self._refused("GH003", message, advice)
        if not operations.may_write(self.real):
            advice = f"nếu đúng là được sửa thì cấp quyền ghi cho tệp, rồi {_AGAIN}"
            raise self._refused("GH011", "tệp chỉ được đọc; chưa ghi gì", advice)

    def _refused(self, code: str, message: str, advice: str) -> InputRefused:
        return InputRefused.at(Place(self.name), code, message, advice)

    # Back

    def undo(self, is_new: Callable[[bytes], bool], *, overwrite: bool = False) -> Step | None:
        """Bring back what stood there before the last command; the step is then gone.

        A file without any step is taken away if it `is_new`: as the command left it that made it;
        gives None then. Raises InputRefused if there is nothing to undo, or if the file is not what
        the command left, unless a person lets that go: then what is there becomes a step itself.
        """
        now = self._now()
        step = self.steps.last(now)
        if step is None and now is not None and is_new(now):
            self._take_away(now)
            return None
        if step is None:
            advice = "chỉ hoàn tác được lệnh do chính tài khoản này chạy; hoặc lấy lại từ bản lưu"
            raise self._refused("GH007", "không còn lệnh nào để hoàn tác ở tệp này", advice)
        is_as_left = now is not None and hash_of(now) == step.after_hash
        if not is_as_left and not (overwrite and step.before is not None):
            raise self._changed_since(step)
        if step.before is None:
            self._take_away(now or b"")
        elif is_as_left:
            self._bring_back(step.before, now)
        else:
            with self._step(now, step.before):
                self._bring_back(step.before, now)
        self.steps.drop(step.file)
        return step

    def _changed_since(self, step: Step) -> InputRefused:
        message = (
            f"tệp đã được sửa sau lệnh “{step.command}” lúc {step.when:%H:%M ngày %d/%m/%Y}; "
            "chưa hoàn tác gì"
        )
        advice = "hoàn tác sẽ bỏ cả phần sửa ấy; chắc chắn thì thêm --ghi-de"
        if step.before is None:
            advice = "hoàn tác lệnh ấy là xoá tệp; nếu không cần nữa thì xoá bằng tay"
        return self._refused("GH008", message, advice)

    def _bring_back(self, content: bytes, now: bytes | None) -> None:
        with written_beside(self.real, content, flushed=True) as file:
            if now is None:
                if not put_new(file, self.real):
                    raise self._refused("GH001", "tệp vừa xuất hiện trở lại; chưa ghi gì", _AGAIN)
            else:
                self._refuse_others_work(now)
                put(file, self.real)
        operations.flush_folder(self.real.parent)

    def _take_away(self, now: bytes) -> None:
        self._refuse_others_work(now)
        with troubles(self.real):
            operations.remove(self.real)
        operations.flush_folder(self.real.parent)


class _NotDone(Exception):
    """There is a file where none was to be."""


@contextmanager
def changing(path: Path, command: str) -> Iterator[PlanFile]:
    """Keep every other command of ours from a file while one reads and writes it.

    Raises InputRefused if another one does not let go, or if the file cannot be replaced without
    taking something from somebody (GH). What is not there, or cannot be read, is told by whoever
    reads it.
    """
    file = PlanFile(shown(path), path.resolve(), command)
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(file.real))
        except Busy:
            message = "lệnh khác đang ghi tệp này mãi chưa xong; chưa ghi gì"
            advice = f"đợi lệnh ấy xong rồi {_AGAIN}"
            raise InputRefused.at(Place(file.name), "GH002", message, advice) from None
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            pass  # whoever reads it says so
        except OSError as error:
            if error.errno != errno.ENXIO:  # a pipe: whoever reads it says so
                raise MachineProblem(
                    f"không khoá được {file.name} để ghi: {reason(error)}; kiểm tra quyền đọc, "
                    "quyền ghi của tệp và thư mục"
                ) from None
        clear(file.real.parent)
        file.steps.clear()
        file.refuse_unwritable()
        yield file


def create(path: Path, content: bytes, command: str = "") -> bool:
    """Write a file that is not there yet; False if there is one by now.

    With a command it has a step back. Raises InputRefused if there is one that looks the same,
    MachineProblem if the disk refuses.
    """
    file = PlanFile(shown(path), path.resolve(), command)
    with troubles(file.real.parent):
        operations.make_folder(file.real.parent)
    clear(file.real.parent)
    if finding := same_looks(file.real):
        raise InputRefused([finding])
    return file.make(content)
