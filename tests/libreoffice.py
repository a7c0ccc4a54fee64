"""Lets LibreOffice settle the tracked changes of Word files: run by the Python that has `uno`.

python3 libreoffice.py PROFILE < TASKS, a JSON list of [file, command, target]; a command is that of
LibreOffice's menu without `.uno:`, or empty to save the file again as it is. A target that ends in
.pdf is exported, the command being the options of the export in JSON. One start for all.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

PATIENCE = 300.0
"""Seconds after which the program is taken to hang."""


def named(name: str, value: object) -> Any:
    setting = PropertyValue()
    setting.Name, setting.Value = name, value
    return setting


def connect(address: str) -> Any:
    """The running program's own context, once it listens."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:{address};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def settle(context: Any, tasks: list[list[str]]) -> None:
    services = context.ServiceManager
    desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = services.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    hidden, word = named("Hidden", True), named("FilterName", "MS Word 2007 XML")
    for source, command, target in tasks:
        document = desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, (hidden,))
        if target.endswith(".pdf"):
            chosen = tuple(named(*option) for option in json.loads(command).items())
            options = uno.Any("[]com.sun.star.beans.PropertyValue", chosen)
            pdf = named("FilterName", "writer_pdf_Export"), named("FilterData", options)
            document.storeToURL(Path(target).as_uri(), pdf)
        else:
            if command:
                frame = document.CurrentController.Frame
                dispatcher.executeDispatch(frame, f".uno:{command}", "", 0, ())
            document.storeToURL(Path(target).as_uri(), (word,))
        document.close(True)
    with contextlib.suppress(DisposedException):
        desktop.terminate()


def main() -> None:
    profile = Path(sys.argv[1])
    address = f"pipe,name=kehoach{abs(hash(profile))}"
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            f"--accept={address};urp;",
        ]
    )
    try:
        settle(connect(address), json.load(sys.stdin))
        office.wait(PATIENCE)
    finally:
        office.terminate()


if __name__ == "__main__":
    main()
