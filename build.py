#!/usr/bin/env python3
"""Build plans: `python build.py [PLAN …]` is `kehoach build [PLAN …]`.

Any Python 3 may start it; the work is done by the Python of the project's .venv.
"""

import os
import sys
from pathlib import Path

BIN = Path(__file__).resolve().parent / ".venv" / "bin"
PYTHON = str(BIN / "python")
ADVICE = "Chưa cài đặt xong môi trường của kehoach. Hãy chạy lệnh sau trong thư mục này: ./run\n"


def main() -> int:
    """Run `kehoach build` in the project's .venv and give its exit code; 3 if there is none."""
    if not (BIN / "kehoach").exists():  # pip writes it last
        sys.stderr.buffer.write(ADVICE.encode("utf-8"))
        return 3
    if sys.executable != PYTHON:
        os.environ["PYTHONUTF8"] = "1"
        os.execv(PYTHON, [PYTHON, *sys.argv])
    from kehoach.cli.main import main as kehoach

    return kehoach(["build", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
