"""The picker of ``wx.chooseImage`` and ``wx.chooseMedia``, below the cell that has asked.

A file comes from the page in pieces of a MiB, each sent when the one before it is here: a message
of more than ten would break the connection of most Jupyter servers. Pieces are written as they
come; of a file that does not come whole nothing stays.
"""

import os
import threading
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import anywidget
import traitlets

from wxlab.api.choice import Choice, Wanted
from wxlab.core.failure import Failure
from wxlab.core.javascript import well_formed
from wxlab.net.album import Arrival, Chosen
from wxlab.notebook.clicks import handled_at_once
from wxlab.notebook.media_words import LABELS

HERE = Path(__file__).parent
PIECE_BYTES = 1 << 20
MOST_BYTES = 200_000_000
"""Of one file from the page, as of one download; a larger one has a path to give."""


_NOUNS: Mapping[tuple[str, ...], str] = {("image",): "picture", ("video",): "video"}


class _Expected(NamedTuple):
    name: str
    size: int


class Picker(anywidget.AnyWidget):
    """Lets a person choose; ``ended`` is what became of it, "" as long as nothing has."""

    _esm = "\n".join(
        (HERE / part).read_text("utf-8") for part in ("dom.js", "camera.js", "picker.js")
    )
    _css = (HERE / "picker.css").read_text("utf-8")
    labels = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode().tag(sync=True)
    wanted = traitlets.Dict().tag(sync=True)
    ended = traitlets.Unicode().tag(sync=True)

    def __init__(self, choice: Choice) -> None:
        wanted = choice.wanted
        self._choice = choice
        self._labels = LABELS[wanted.lang]
        self._lock = threading.RLock()
        self._view = ""
        self._expected: Sequence[_Expected] = ()
        self._arrival: Arrival | None = None
        self._here: list[Chosen] = []
        super().__init__(labels=self._labels, lang=wanted.lang, wanted=_described(wanted))
        handled_at_once(self)
        choice.deaf = _deaf(self._labels)
        self.on_msg(self._heard)
        choice.when_over(self._end)

    # -- what a page says ----------------------------------------------------------------------

    def _heard(self, _widget: object, said: object, buffers: Sequence[Any]) -> None:
        """Runs on the main thread or on a subshell's, by the kernel's version."""
        if not isinstance(said, Mapping):
            return
        kind, view = said.get("kind"), str(said.get("view"))
        with self._lock:
            try:
                if kind == "hello":
                    self.send({"kind": "welcome", "view": view})
                elif self._choice.over or self.ended:
                    return
                elif kind == "cancel":
                    self._forget()
                    self.ended = self._labels["cancelled"]
                    self._choice.cancel()
                elif kind == "path":
                    self._take(str(said.get("text")))
                elif kind == "begin":
                    self._begin(view, said.get("files"))
                elif kind == "piece" and view == self._view and buffers:
                    self._piece(said.get("at"), buffers[0])
            except Failure as failure:
                self._forget()
                self.send({"kind": "problem", "view": view, "text": well_formed(failure.text)})

    def _take(self, text: str) -> None:
        self._forget()
        path = os.path.expanduser(text.strip().strip("\"'"))
        self._finish([self._choice.take(path)])

    def _begin(self, view: str, files: object) -> None:
        """A page wants to send files; one that began earlier has gone, or has changed its mind."""
        self._forget()
        self._view = view
        self._expected = _expected(files)[: self._choice.wanted.count]
        if self._expected:
            self._next()

    def _piece(self, at: object, data: Any) -> None:
        arrival, expected = self._arrival, self._expected[len(self._here)]
        if arrival is None or at != arrival.size:
            return
        piece = bytes(data)
        if not piece or arrival.size + len(piece) > expected.size:
            self._forget()
            return
        arrival.write(piece)
        self._next()

    def _next(self) -> None:
        """Ask for what comes next, until all is here."""
        while len(self._here) < len(self._expected):
            expected = self._expected[len(self._here)]
            if self._arrival is None:
                self._arrival = self._choice.receive(expected.name)
            if self._arrival.size < expected.size:
                number, at = len(self._here), self._arrival.size
                self.send({"kind": "next", "view": self._view, "number": number, "at": at})
                return
            self._here.append(self._arrival.finish())
            self._arrival = None
        self._finish(self._here)

    # -- how it ends ---------------------------------------------------------------------------

    def _finish(self, files: list[Chosen]) -> None:
        self._here, self._expected = [], ()
        names = ", ".join(f"{each.name} ({_megabytes(each.size, self._labels)})" for each in files)
        self.ended = well_formed(self._labels["chosen"].format(names=names))
        self._choice.chosen(files)

    def _forget(self) -> None:
        """Leave nothing of what has come so far."""
        if self._arrival is not None:
            self._arrival.discard()
            self._arrival = None
        self._choice.drop(self._here)
        self._here, self._expected, self._view = [], (), ""

    def _end(self) -> None:
        """It is over, by whatever has ended it."""
        res = self._choice.result
        assert res is not None
        with self._lock:
            self._forget()
            if res.get("errno") == 1:
                self.ended = self._labels["cancelled"]
            elif ":fail " in res.errMsg:
                self.ended = well_formed(self._labels["failed"].format(text=res.errMsg))

    def __repr__(self) -> str:
        return "<picker>"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The widget, and a sentence for where it cannot run."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        note = f"<p>{self._labels['not shown']}</p>"
        return data | {"text/plain": repr(self), "text/html": note}, metadata


def _described(wanted: Wanted) -> dict[str, Any]:
    """What may be chosen, as a page understands it."""
    noun = _NOUNS.get(wanted.kinds, "file")
    title = LABELS[wanted.lang][noun if wanted.count == 1 else f"{noun}s"]
    return {
        "title": title.format(count=wanted.count),
        "count": wanted.count,
        "accept": ",".join(f"{kind}/*" for kind in wanted.kinds),
        "album": "album" in wanted.places,
        "camera": "camera" in wanted.places and "image" in wanted.kinds,
        "facing": "user" if wanted.camera == "front" else "environment",
        "piece": PIECE_BYTES,
        "most": MOST_BYTES,
    }


def _expected(files: object) -> list[_Expected]:
    """What a page has announced; ``Failure`` where it is no list of names and sizes in bounds."""
    found = []
    for each in files if isinstance(files, list) else ():
        said = each if isinstance(each, Mapping) else {}
        name, size = said.get("name"), said.get("size")
        if not isinstance(name, str) or not isinstance(size, int) or not 0 <= size <= MOST_BYTES:
            raise Failure("file-too-large")
        found.append(_Expected(name, size))
    return found


def _megabytes(size: int, labels: Mapping[str, str]) -> str:
    return labels["size"].format(mb=f"{size / 1e6:,.1f}" if size >= 50_000 else f"{size / 1e6:.3f}")


def _deaf(labels: Mapping[str, str]) -> str:
    """Why a cell must not wait here: kernels before 7 hear a click only when no cell runs."""
    installed = version("ipykernel")
    return labels["deaf"].format(version=installed) if int(installed.split(".")[0]) < 7 else ""
