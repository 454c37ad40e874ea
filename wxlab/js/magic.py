"""``%%wxjs``: a cell of JavaScript.

A magic cannot wait on the kernel's loop, so the cell becomes ``await`` of its run: the kernel stays
awake meanwhile, and its stop button works.
"""

import argparse
import asyncio
import contextvars
import shlex
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, NoReturn

from wxlab.api.mini_program import Wx
from wxlab.api.mini_program import wx as ready_made
from wxlab.js import output
from wxlab.js.engine import load
from wxlab.js.errors import JSError
from wxlab.js.modules import missing
from wxlab.js.program import JavaScript
from wxlab.js.run import Run
from wxlab.js.stops import ABSENT, INTERRUPTED, filled

_MAGIC = "%%wxjs"


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext wxlab.js``."""
    from IPython.core.error import UsageError

    try:
        load()
    except ImportError as error:
        raise UsageError(str(error)) from None
    shell.register_magic_function(_magic_of(shell), "cell", "wxjs")
    transforms = shell.input_transformer_manager.line_transforms
    if awaited not in transforms:
        transforms.insert(0, awaited)


def unload_ipython_extension(shell: Any) -> None:
    """``%unload_ext wxlab.js``."""
    shell.input_transformer_manager.line_transforms.remove(awaited)
    del shell.magics_manager.magics["cell"]["wxjs"]


def awaited(lines: list[str]) -> list[str]:
    """A cell that begins with ``%%wxjs`` as the Python that runs it, and waits for its end."""
    first = lines[0].split(None, 1) if lines else []
    if not first or first[0] != _MAGIC:
        return lines
    options = first[1].strip() if len(first) > 1 else ""
    program = "".join(lines[1:])
    return [f"await get_ipython().run_cell_magic('wxjs', {options!r}, {program!r})\n"]


def _magic_of(shell: Any) -> Callable[[str, str], Coroutine[Any, Any, None]]:
    worlds: dict[Wx, JavaScript] = {}
    parser = _parser()

    def wxjs(options: str, program: str) -> Coroutine[Any, Any, None]:
        said = parser.parse_args(shlex.split(options))
        if absent := missing(_words(said.needs), Path.cwd()):
            return _skipped(shell, absent, _words(said.out))
        wx = _mini_program(shell, said.wx) if said.wx else ready_made
        world = worlds.get(wx)
        if world is None:
            world = worlds[wx] = JavaScript(wx)
        if said.fresh:
            world.restart()
        place = said.server or said.hosts
        run = world.run(
            program,
            name=f"In[{shell.displayhook.prompt_count}]",
            given={name: _value(shell, name) for name in _words(said.given)},
            wanted=_words(said.out),
            hosts=_value(shell, place) if place else None,
            choose=_files(said.choose),
        )
        return _ended(shell, run, said.bg)

    wxjs.__doc__ = parser.format_help()
    return wxjs


class _Parser(argparse.ArgumentParser):
    """Tells of mistakes as magics do, and never ends the process."""

    def error(self, message: str) -> NoReturn:
        from IPython.core.error import UsageError

        raise UsageError(f"{message}\n{self.format_usage()}")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=_MAGIC,
        description="Run the JavaScript of a mini-program; the cell ends with its transfers.",
        add_help=False,
    )
    for flag, what in (
        ("--bg", "return at once; what it prints comes later"),
        ("--fresh", "begin without the variables of earlier cells"),
    ):
        parser.add_argument(flag, action="store_true", help=what)
    for option, shown, what in (
        ("--in", "NAMES", "Python variables to take: a,b"),
        ("--out", "NAMES", "JavaScript variables to give to Python: a,b"),
        ("--server", "NAME", "the practice server that answers for every host"),
        ("--hosts", "NAME", "a dict: beginnings of URLs, and a server or what replaces them"),
        ("--needs", "PACKAGES", "packages of npm without which the cell is skipped: a,b"),
        ("--choose", "FILES", "what wx.chooseImage finds: a.png,b.png; '' closes the picker"),
        ("--wx", "NAME", "another mini-program than wxlab.wx"),
    ):
        name = "given" if option == "--in" else option.removeprefix("--")
        parser.add_argument(option, dest=name, metavar=shown, help=what)
    return parser


async def _skipped(shell: Any, absent: list[str], out: list[str]) -> None:
    """Say what the cell would need; what it was to give to Python is ``None`` then."""
    output.write("log", "\n".join(filled(ABSENT, names=" ".join(absent))))
    shell.user_ns.update(dict.fromkeys(out))


async def _ended(shell: Any, run: Run, in_background: bool) -> None:
    """Wait for the run, unless it is one in the background; then its variables are Python's."""
    if not in_background:
        try:
            shell.user_ns.update(await run)
        except asyncio.CancelledError:
            raise JSError("\n".join(["Interrupted · 已中断", *filled(INTERRUPTED)])) from None
        return

    def over() -> None:
        shell.user_ns.update(run.values)
        if run.error is not None:
            output.write("error", str(run.error))

    context = contextvars.copy_context()
    run.when_over(lambda: context.run(over))


def _words(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]


def _value(shell: Any, name: str) -> Any:
    from IPython.core.error import UsageError

    if name not in shell.user_ns:
        raise UsageError(f"there is no Python variable {name}")
    return shell.user_ns[name]


def _mini_program(shell: Any, name: str) -> Wx:
    from IPython.core.error import UsageError

    found = _value(shell, name)
    if not isinstance(found, Wx):
        raise UsageError(f"{name} is no mini-program; make one with Wx()")
    return found


def _files(text: str | None) -> list[Path] | None:
    if text is None:
        return None
    from IPython.core.error import UsageError

    paths = [Path(word) for word in _words(text)]
    for path in paths:
        if not path.is_file():
            raise UsageError(f"there is no file {path}")
    return paths
