"""`wxlab lab`: JupyterLab on a copy of the lessons, without asking the internet for anything."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from wxlab.cli import lessons
from wxlab.cli.words import Language, say

# Its labconfig/page_config.json leaves out the two parts of JupyterLab that ask hosts elsewhere:
# announcements (news, the question whether one wants them, newer versions) and extensions to
# install. The server's own option to switch news off leaves the question on the screen.
OFFLINE = Path(__file__).parent / "jupyter"


def run(folder: Path, port: int | None, browser: bool, language: Language) -> int:
    """Copy the lessons into `folder` and become JupyterLab: Ctrl-C and the exit code are its own.

    Returns 1, with the reason on stderr, when that cannot be done.
    """
    try:
        source = lessons.find_source()
    except FileNotFoundError:
        return _fail(say(language, "no lessons"))
    if port is not None and (reason := _refusal(port)):
        return _fail(say(language, "port refused", port=port, reason=reason))
    try:
        deliveries = lessons.deliver(source, folder)
    except (FileExistsError, NotADirectoryError):
        return _fail(say(language, "not a folder", folder=folder))
    except OSError as error:
        reason = error.strerror or str(error)
        return _fail(say(language, "not writable", folder=folder, reason=reason))
    _tell(deliveries, folder, language)
    _become(command(folder, lessons.first_lesson(source), port, browser))


def command(folder: Path, lesson: str, port: int | None, browser: bool) -> list[str]:
    """The words that start JupyterLab with this very Python, `lesson` opened in `folder`."""
    words = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={folder.resolve()}",
        f"--LabApp.default_url=/lab/tree/{quote(lesson)}",
    ]
    if port is not None:
        words += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        words.append("--no-browser")
    if os.geteuid() == 0:
        # Containers: JupyterLab refuses root otherwise. It listens on this machine only.
        words.append("--allow-root")
    return words


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ`, with this Python's kernel before others of its name, and Jupyter kept offline."""
    paths = [str(OFFLINE), *filter(None, [environ.get("JUPYTER_CONFIG_PATH")])]
    return {
        **environ,
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_CONFIG_PATH": os.pathsep.join(paths),
    }


def _tell(deliveries: list[lessons.Delivery], folder: Path, language: Language) -> None:
    for delivery in deliveries:
        if delivery.outcome == "updated":
            print(say(language, "updated", name=delivery.name))
        elif delivery.outcome == "beside":
            print(say(language, "beside", name=delivery.name))
    print(say(language, "opening", folder=folder), flush=True)


def _become(words: list[str]) -> NoReturn:
    os.execve(words[0], words, environment(os.environ))


def _refusal(port: int) -> str:
    """Why the system would not give JupyterLab this port; empty when it would."""
    with socket.socket() as probe:
        # As the server will do it: a port whose last connections are still closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return os.strerror(error.errno) if error.errno else str(error)
    return ""


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
