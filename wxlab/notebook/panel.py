"""``panel(wx)``: the network panel, live.

Python decides what is shown and in which words, the page draws it (``panel.js``). What has changed
goes to the page at most ten times a second, all transfers in one message; an open phase grows in
the page by itself. Nothing is sent while no page shows the panel.
"""

import json
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from wxlab.api.copies import copied
from wxlab.api.har import har
from wxlab.api.mini_program import Wx
from wxlab.api.mini_program import wx as ready_made
from wxlab.api.trace import Trace, moment
from wxlab.core.javascript import well_formed
from wxlab.core.phases import KINDS
from wxlab.notebook import details, letters
from wxlab.notebook.charts import chart_of
from wxlab.notebook.clicks import handled_at_once
from wxlab.notebook.ledger import Ledger
from wxlab.notebook.panel_words import LABELS
from wxlab.notebook.redraw import REDRAW
from wxlab.notebook.words import check_lang

HERE = Path(__file__).parent
DETAILS_EVERY = 1.0
"""Seconds between two looks at the details of a transfer under way: somebody is reading them."""


class Panel(anywidget.AnyWidget):
    """The transfers of a mini-program, as a browser's network panel shows requests."""

    # One module in the page, four files to read.
    _esm = "\n".join(
        (HERE / part).read_text("utf-8") for part in ("dom.js", "row.js", "details.js", "panel.js")
    )
    _css = (HERE / "panel.css").read_text("utf-8")
    labels = traitlets.Dict().tag(sync=True)
    phases: "traitlets.List[list[str]]" = traitlets.List().tag(sync=True)
    lang = traitlets.Unicode().tag(sync=True)

    def __init__(self, wx: Wx, lang: str) -> None:
        labels = LABELS[lang]
        phases = [[kind, *letters.PHASES[kind], labels[f"phase {kind}"]] for kind in KINDS]
        super().__init__(labels=labels, phases=phases, lang=lang)
        self._lock = threading.RLock()
        self._views: dict[str, int | None] = {}
        self._looked = 0.0
        self._told: dict[str, object] = {}
        handled_at_once(self)
        self.on_msg(self._heard)
        self._ledger = Ledger(wx, lang, self._mark)
        self._ledger.look()

    def draw(self) -> None:
        """Tell the pages what has changed."""
        if not self._views:
            return
        lively = self._ledger.lively
        try:
            self._look()
            if time.monotonic() - self._looked >= DETAILS_EVERY or not lively:
                self._looked = time.monotonic()
                for view, number in tuple(self._views.items()):
                    self._tell_details(view, number)
        finally:
            # Asked again: a task that was taken in just now may have told all before it was.
            if lively or self._ledger.lively:
                self._mark()

    def _look(self) -> None:
        with self._lock:  # what was looked at first is told first
            rows, news, left = self._ledger.look()
            if rows or left:
                self._tell("rows", rows=rows, left=left)
            if news:
                self._tell("news", text=". ".join(news))

    def _mark(self) -> None:
        REDRAW.mark(self.draw)

    # -- what a page says ----------------------------------------------------------------------

    def _heard(self, _widget: object, said: object, _buffers: object) -> None:
        """Runs on the main thread or on a subshell's, by the kernel's version."""
        if not isinstance(said, Mapping):
            return
        kind, view, number = said.get("kind"), str(said.get("view")), said.get("id")
        if kind == "hello":
            self._welcome(view)
        elif kind == "goodbye":
            self._views.pop(view, None)
            self._told.pop(view, None)
        elif kind == "abort" and (task := self._ledger.task(number)) is not None:
            task.abort()
        elif kind == "clear":
            self._tell("rows", rows=[], left=self._ledger.clear())
        elif kind == "details":
            self._views[view] = number if isinstance(number, int) else None
            self._told.pop(view, None)
            self._looked = time.monotonic()
            self._tell_details(view, number)
        elif kind == "copy":
            self._tell("copied", view=view, text=self._copied(number, str(said.get("form"))))

    def _welcome(self, view: str) -> None:
        with self._lock:
            if self._views:
                self._look()  # the pages there are hear of what is new first
            self._views[view] = None
            rows, _, _ = self._ledger.look(everything=True)
            self._tell("rows", rows=rows, left=[])
        self._mark()

    def _tell_details(self, view: str, number: object) -> None:
        task = self._ledger.task(number)
        if task is not None:
            panes = details.panes(Trace.of(task), self.lang)
            if self._told.get(view) != (number, panes):
                self._told[view] = number, panes
                self._tell("details", view=view, id=number, panes=panes)

    def _copied(self, number: object, form: str) -> str:
        if number is None:
            return json.dumps(har(self._ledger.tasks()), ensure_ascii=False, indent=2)
        task = self._ledger.task(number)
        return "" if task is None else copied(task, form)

    def _tell(self, kind: str, **what: Any) -> None:
        with self._lock:
            self.send({"kind": kind, "now": moment() / 1000} | _sendable(what))

    def close(self) -> None:
        """Follow nobody any more; ipywidgets calls it, too, when it closes all widgets."""
        self._views.clear()
        self._ledger.stop()
        super().close()

    # -- where there is no page ----------------------------------------------------------------

    def __repr__(self) -> str:
        return "<network panel>"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The widget, and for where it cannot run: a table of the transfers there are now."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        seen = [Trace.of(task) for task in self._ledger.tasks()]
        chart = chart_of(seen, self.lang, 24)
        note = LABELS[self.lang]["not shown"]
        still = {"text/plain": repr(self), "text/html": f"<p>{note}</p>{chart._repr_html_()}"}
        return data | still, metadata


def _sendable(value: Any) -> Any:
    """The same, with every text fit for a message: some URLs and file names are no UTF-8."""
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, dict):
        return {key: _sendable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_sendable(each) for each in value]
    return value


def panel(wx: Wx | None = None, lang: str = "en") -> Panel:
    """Show all transfers of a mini-program, live: a table with a waterfall, and details of each.

    ``wx`` is the mini-program, ``wxlab.wx`` if none is given; transfers made before are there too,
    as long as somebody holds their tasks. ``lang`` is ``"en"`` or ``"zh"``. In a notebook make it
    the last line of a cell, or ``display(panel(wx))``.
    Raises ``TypeError`` for what is no mini-program, ``ValueError`` for another language.
    """
    check_lang(lang)
    shown = ready_made if wx is None else wx
    if not isinstance(shown, Wx):
        raise TypeError(
            f"panel() needs a mini-program and got {type(shown).__name__}; "
            "pass wxlab.wx or what Wx() returned, or nothing for wxlab.wx; for one task use watch()"
        )
    return Panel(shown, lang)
