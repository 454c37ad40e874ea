"""``JavaScript``: a mini-program's own language, with a ``wx`` that is Python's.

All of JavaScript runs on wxlab's script thread, which runs Python's callbacks too: one thing at
a time, as on the platform. An event enters the engine; the messages it leaves are read when it has
returned: text for the console, calls of ``wx``, timers. Each is obeyed in the context of the event,
so that whatever comes of it, output too, belongs to the cell that began it.
"""

import contextvars
import os
import re
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wxlab.api.mini_program import Wx
from wxlab.api.mini_program import wx as ready_made
from wxlab.api.script import SCRIPT
from wxlab.js import album, output, values
from wxlab.js.cells import script
from wxlab.js.diagnosis import swallowed
from wxlab.js.engine import load
from wxlab.js.errors import JSError
from wxlab.js.imports import as_module
from wxlab.js.modules import Modules
from wxlab.js.run import CURRENT, Run, Settings
from wxlab.js.sources import Place, Sources
from wxlab.js.world import World

# A program that reads files in the middle of a line has them told beforehand.
_READS = re.compile(r"\b(?:access|stat|readdir|readFile|writeFile|appendFile|mkdir|unlink)Sync\b")


class JavaScript:
    """One JavaScript world of one mini-program: its variables last from cell to cell.

    wx: the mini-program; ``wxlab.wx`` by default.
    seconds: the CPU time that a piece of program may take without a pause.
    megabytes: the memory that all its values may take.

    Raises ``ImportError`` with what to install when there is no engine.
    """

    def __init__(self, wx: Wx = ready_made, *, seconds: float = 3.0, megabytes: int = 128) -> None:
        load()
        self.wx = wx
        self._limits = (seconds, megabytes)
        self._sources = Sources()
        self._modules = modules = Modules()
        self._worlds = worlds = list[World]()  # the one there is, if there is one
        self._count = 0

        def forget() -> None:
            worlds.clear()
            modules.forget()

        self._forget = forget
        # An engine may be freed on its own thread only.
        weakref.finalize(self, _end_soon, worlds).atexit = False

    def run(
        self,
        source: str,
        *,
        name: str = "",
        given: Mapping[str, object] | None = None,
        wanted: Iterable[str] = (),
        hosts: Any = None,
        choose: Iterable[str | os.PathLike[str]] | None = None,
        folder: str | os.PathLike[str] = ".",
    ) -> Run:
        """Run a program; returns at once what can be waited for.

        name: what its errors call it. given: values for variables of these names.
        wanted: variables to bring back. hosts: a practice server, or begins of URLs and what they
        are replaced by. choose: the ``source`` of ``wx.chooseImage`` and ``wx.chooseMedia``, ``()``
        for a user who cancels; by default a picture made here. folder: where ``require`` looks.
        """
        self._count += 1
        settings = Settings(
            name=name,
            given={key: values.sent(value) for key, value in (given or {}).items()},
            wanted=tuple(wanted),
            hosts=hosts,
            album=_album(choose),
            folder=Path(folder).absolute(),
        )
        run = Run(self._count, settings, self)
        context = contextvars.copy_context()
        context.run(CURRENT.set, run)
        SCRIPT.post(self, context, self._begin, run, source)
        return run

    def restart(self) -> None:
        """Abort everything, and begin the next run without a variable."""
        SCRIPT.post(self, contextvars.copy_context(), _end, self._worlds)

    # -- on the script thread ------------------------------------------------------------------

    async def _begin(self, run: Run, source: str) -> None:
        try:
            if not self._worlds:
                self._worlds.append(World(self.wx, *self._limits, self._sources, self._forget))
            world = self._worlds[0]
            world.start(run, *self._program(world, run, source))
        except Exception as error:
            # Whatever a text or a file may be, nobody waits for ever.
            run.error = JSError(f"{type(error).__name__}: {error}")
            run.complete()

    def _program(self, world: World, run: Run, source: str) -> tuple[Any, ...]:
        folder = run.settings.folder
        requires, changed = self._modules.required(source, folder, self._sources)
        texts = [source, *(each["source"] for each in changed)]
        world.reads_files |= any("Sync" in text and _READS.search(text) for text in texts)
        if changed:
            world.enter("modules", changed)
        written = script(as_module(source))
        placed = self._sources.place(
            run.name, source, written.source + written.after, written.before
        )
        defect = swallowed(source)
        if defect is not None and world.reports.broken(source) is None:
            place = Place(run.name, 1, 1, source)
            output.write("error", world.reports.swallowed(place, defect))
        return placed, written.names, requires, written.waits

    def __repr__(self) -> str:
        return f"<JavaScript of {self.wx!r}>"


def _album(choose: Iterable[str | os.PathLike[str]] | None) -> list[Path]:
    """The files to choose from; where they lie must not depend on a later change of folder."""
    if choose is None:
        return [album.picture()]
    return [Path(each).absolute() for each in choose]


async def _end(worlds: list[World]) -> None:
    _end_now(worlds)


def _end_now(worlds: list[World]) -> None:
    for world in list(worlds):
        world.end()


def _end_soon(worlds: list[World]) -> None:
    if worlds:
        SCRIPT.thread.post(_end_now, worlds)
