"""`wxlab project`: a mini-program is made, checked, uploaded and deployed from the command line.

Without `--server` a practice server runs as long as the command, on a cloud that a folder keeps.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import wxlab
from wxlab import ProjectError
from wxlab.cli.bar import Bar
from wxlab.cli.words import Language, reason, say

DEFAULT_CLOUD = "wxlab-cloud"
_SECONDS_TO_STOP = 30


def add(commands: Any, add_language: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add the command and its own commands to the parser."""
    described = "make, check, upload and deploy a mini-program, on a practice cloud"
    parser = commands.add_parser("project", help=described, description=described)
    acts = parser.add_subparsers(dest="act", metavar="command", required=True)
    for act, described in _ACTS.items():
        one = acts.add_parser(act, help=described, description=described)
        one.add_argument("path", metavar="PATH", help="the project's folder")
        add_language(one)
        if act in ("upload", "deploy"):
            one.add_argument("--version", default="1.0.0", help="1.0.0 without it")
            one.add_argument("--desc", default="", help="what is new in it")
            one.add_argument("--robot", type=int, default=1, help="1 to 30, as for miniprogram-ci")
        if act == "deploy":
            _add_resources(one)
        if act == "rollback":
            one.add_argument("--kind", default="app", choices=_KINDS, help="app without it")
            one.add_argument("--name", default="", help="the function's name")
        if act not in ("new", "check"):
            _add_cloud(one)


def _add_resources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--functions", nargs="?", const=True, metavar="A,B", help="all, or those of these names"
    )
    for kind in ("database", "storage", "static"):
        parser.add_argument(
            f"--{kind}",
            nargs="?",
            const=True,
            metavar="DIR",
            help=f"the project's folder {kind}, or another",
        )


def _add_cloud(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--server", metavar="URL", help="a practice server that runs already")
    where.add_argument(
        "--cloud",
        metavar="DIR",
        default=DEFAULT_CLOUD,
        help=f"the folder that keeps the cloud (./{DEFAULT_CLOUD})",
    )
    parser.add_argument("--key-file", metavar="FILE", help="the upload key of --server's cloud")


def run(args: argparse.Namespace, language: Language) -> int:
    """Do what was asked for.

    Returns 0; 1 with the reason on stderr, 2 for a version or a robot that there cannot be.
    """
    code, told = 1, ""
    try:
        _DO[args.act](args, language)
        sys.stdout.flush()
        return 0
    except ProjectError as error:
        told = error.told(language)
    except ValueError as error:  # of a version, a description or a robot, and so in two languages
        code, told = 2, error.told(language) if hasattr(error, "told") else str(error)
    except _RefusedError as error:
        told = str(error)
    except BrokenPipeError:  # nobody reads on, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        file = error.filename or args.path
        told = say(language, "no file", file=file, reason=reason(language, error))
    except KeyboardInterrupt:
        told = say(language, "interrupted")
    print(told, file=sys.stderr)
    return code


class _RefusedError(Exception):
    """What cannot be done, in the user's language."""


def _new(args: argparse.Namespace, language: Language) -> None:
    try:
        project = wxlab.project.new(args.path)
    except FileExistsError:
        raise _RefusedError(say(language, "not empty", folder=args.path)) from None
    except OSError as error:
        why = reason(language, error)
        raise _RefusedError(say(language, "no project", folder=args.path, reason=why)) from None
    print(say(language, "project made", folder=project.path))


def _check(args: argparse.Namespace, language: Language) -> None:
    project = wxlab.project(args.path)
    project.check()
    print(project.view(language))


def _upload(args: argparse.Namespace, language: Language) -> None:
    project = wxlab.project(args.path)
    with _clouds(args, language) as (server, key):
        bar = Bar(sys.stdout, language)
        res = _finished(
            project.upload(
                server, args.version, args.desc, args.robot, key=key, onProgressUpdate=bar.hear
            ),
            bar,
        )
    print(say(language, "uploaded", version=res.version, appid=res.appid))
    _tell_served(args, language)


def _deploy(args: argparse.Namespace, language: Language) -> None:
    project = wxlab.project(args.path)
    names = args.functions
    with _clouds(args, language) as (server, key):
        bar = Bar(sys.stdout, language)
        job = project.deploy(
            server,
            names.split(",") if isinstance(names, str) else names,
            args.database,
            args.storage,
            args.static,
            args.version,
            args.desc,
            args.robot,
            key=key,
            onProgressUpdate=bar.hear,
        )
        print(_finished(job, bar).view(language, urls=args.server is not None))
    _tell_served(args, language)


def _status(args: argparse.Namespace, language: Language) -> None:
    project = wxlab.project(args.path)
    with _clouds(args, language) as (server, key):
        print(project.status(server, key=key).view(language, urls=args.server is not None))


def _rollback(args: argparse.Namespace, language: Language) -> None:
    project = wxlab.project(args.path)
    with _clouds(args, language) as (server, key):
        res = project.rollback(server, args.kind, args.name, key=key)
    what = f"{res.kind}/{res.name}" if res.name else res.kind
    print(say(language, "rolled back", what=what, version=res.live))


@contextmanager
def _clouds(args: argparse.Namespace, language: Language) -> Iterator[tuple[Any, str | None]]:
    """The server and the key: those that were named, or a server for this command alone."""
    if args.server is not None:
        yield args.server, _key(args.key_file, language)
        return
    with _own_server(args, language) as server:
        yield server, None


def _key(file: str | None, language: Language) -> str | None:
    if file is None:
        return None
    try:
        return Path(file).read_text("utf-8")
    except UnicodeDecodeError:
        why = say(language, "no text")
    except OSError as error:
        why = reason(language, error)
    raise _RefusedError(say(language, "no key", file=file, reason=why))


def _own_server(args: argparse.Namespace, language: Language) -> Any:
    from wxlab import practice

    # To look must not make one.
    if args.act in ("status", "rollback") and not Path(args.cloud).exists():
        raise _RefusedError(say(language, "no cloud", folder=args.cloud))
    try:
        return practice.serve(cloud=args.cloud)
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise _RefusedError(say(language, "cloud busy", folder=args.cloud)) from None
        why = reason(language, error)
        raise _RefusedError(say(language, "cloud refused", folder=args.cloud, reason=why)) from None


def _finished(job: Any, bar: Bar) -> Any:
    """Wait for a job. Ctrl-C stops it, and then it says itself how things stand."""
    try:
        return job.wait()
    except KeyboardInterrupt:
        return job.wait(_SECONDS_TO_STOP)
    finally:
        bar.clear()


def _tell_served(args: argparse.Namespace, language: Language) -> None:
    if args.server is None:
        print(say(language, "cloud kept", folder=args.cloud))


_KINDS = ("app", "function", "database", "storage", "static")
_ACTS = {
    "new": "make a project to begin with, in a new folder",
    "check": "look for mistakes, with file and line",
    "upload": "upload the mini-program: it is verified, and installed under a version",
    "deploy": "upload functions, a database, storage and a web site, and make them live together",
    "status": "show what is in the cloud, and which versions are live",
    "rollback": "make the version live that was so before",
}
_DO: dict[str, Callable[[argparse.Namespace, Language], None]] = {
    "new": _new,
    "check": _check,
    "upload": _upload,
    "deploy": _deploy,
    "status": _status,
    "rollback": _rollback,
}
