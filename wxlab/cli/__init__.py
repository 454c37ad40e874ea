"""The command line: `wxlab`, and `wxlab lab`, `progress`, `serve`, `project` and `doctor`.

Like the lessons, it uses nothing of wxlab but its public face. The work is in one module a command;
here is only the reading of arguments.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from wxlab import __version__
from wxlab.cli import doctor, lab, progress, project, serve
from wxlab.cli.words import Language

DEFAULT_FOLDER = "wxlab-lessons"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    `argv` are the words after `wxlab`, by default the process's own. Returns the exit code: 0, 1
    for a failure told in one line, 2 (raised by argparse) for words that are no command.
    """
    _never_fail_to_print()
    args = _parser().parse_args(sys.argv[1:] if argv is None else argv)
    language = args.lang or language_of(os.environ)
    if args.command == "serve":
        return serve.run(args.port, args.token, args.cloud, language)
    if args.command == "progress":
        return progress.run(Path(args.dir), language)
    if args.command == "project":
        return project.run(args, language)
    if args.command == "doctor":
        return doctor.run(language)
    return lab.run(Path(args.dir), args.port, args.browser, language)


def language_of(environ: Mapping[str, str]) -> Language:
    """Chinese when the locale is, as POSIX reads it: the first of three variables that is set."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "zh" if environ[name].lower().startswith("zh") else "en"
    return "en"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wxlab",
        description="Learn the WeChat mini-program transfer API by running it in Jupyter. "
        "Without a command: wxlab lab.",
    )
    parser.add_argument("--version", action="version", version=f"wxlab {__version__}")
    _add_lab_options(parser)
    commands = parser.add_subparsers(dest="command", metavar="command")

    described = "open JupyterLab on a copy of the lessons"
    _add_lab_options(commands.add_parser("lab", help=described, description=described))

    described = "show the lessons you have opened and the exercises you have passed"
    showing = commands.add_parser("progress", help=described, description=described)
    showing.add_argument(
        "--dir", default=argparse.SUPPRESS, help=f"as for lab (./{DEFAULT_FOLDER})"
    )
    _add_language(showing)

    described = "run the practice server alone, until Ctrl-C"
    serving = commands.add_parser("serve", help=described, description=described)
    serving.add_argument("--port", type=_port, default=0, help="a port of your choice")
    # No token of one's own: the command line of a process is there for every user to see.
    serving.add_argument(
        "--token",
        action="store_true",
        help="answer only requests with the token of the printed address; for shared machines",
    )
    serving.add_argument(
        "--cloud", metavar="DIR", help="a folder that keeps what is deployed to /cloud"
    )
    _add_language(serving)

    project.add(commands, _add_language)

    described = "show versions, and what would not work here"
    _add_language(commands.add_parser("doctor", help=described, description=described))
    return parser


def _add_lab_options(parser: argparse.ArgumentParser) -> None:
    # SUPPRESS keeps what was said before the command: `wxlab --port 9000 lab` means it.
    top = parser.prog == "wxlab"
    default = argparse.SUPPRESS
    parser.add_argument(
        "--no-browser",
        dest="browser",
        action="store_false",
        default=True if top else default,
        help="print the address instead of opening a browser",
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=None if top else default,
        help="JupyterLab's port; without it, 8888 or the next free one",
    )
    parser.add_argument(
        "--dir",
        default=DEFAULT_FOLDER if top else default,
        help=f"the folder for your copy of the lessons (./{DEFAULT_FOLDER})",
    )
    _add_language(parser)


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lang",
        choices=("en", "zh"),
        default=None if parser.prog == "wxlab" else argparse.SUPPRESS,
        help="the language of the messages; without it, the locale's",
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 1 to 65535")
    return int(text)


def _never_fail_to_print() -> None:
    # A terminal that knows only ASCII shows question marks instead of Chinese, and no traceback.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
