"""The progress bar of one task, as a widget.

What the bar shows by length and colour stands beside it in words. ``IntProgress`` itself tells a
screen reader nothing, so the line of numbers carries the role and the value of a progress bar,
and the line of the state, which changes a few times only, is the one that is read aloud.
"""

import threading
from collections.abc import Mapping
from html import escape
from typing import Any

import ipywidgets
from IPython import get_ipython

from wxlab.api.task import Task
from wxlab.notebook.redraw import REDRAW
from wxlab.notebook.words import WORDS, Picture, picture

# Stripes say "under way, nobody knows how far"; they stand still for who asked for less motion.
_STRIPES = """<style>
.wxlab-unknown .progress-bar {
  background-image: repeating-linear-gradient(
    45deg, transparent 0 10px, rgba(255, 255, 255, 0.45) 10px 20px);
  background-size: 28.28px 100%;
  transition: none;
}
@media (prefers-reduced-motion: no-preference) {
  .wxlab-unknown .progress-bar { animation: wxlab-unknown 1s linear infinite; }
}
@keyframes wxlab-unknown { to { background-position: 28.28px 0; } }
</style>"""


class Bar(ipywidgets.VBox):  # type: ignore[misc]
    """A bar, the state and the numbers in words, an Abort button, the headers, the ending."""

    def __init__(self, task: Task, lang: str) -> None:
        words = WORDS[lang]
        self._task = task
        self._lang = lang
        self._drawing = threading.Lock()
        self._bar = ipywidgets.IntProgress(
            description=words[task.api],
            max=100,
            layout={"flex": "1 1 12em", "min_width": "8em", "width": "auto"},
            style={"description_width": "initial"},
        )
        self._abort = ipywidgets.Button(
            description=words["abort"],
            tooltip=f"{words['abort']}: {words[task.api]}",
            layout={"width": "auto"},
        )
        self._abort.on_click(lambda _button: task.abort())
        self._state, self._numbers, self._rest = (_html(), _html(), _html())
        row = ipywidgets.HBox(
            [self._bar, self._abort],
            layout={"flex_flow": "row wrap", "align_items": "center", "max_width": "40em"},
        )
        super().__init__([row, self._state, self._numbers, self._rest])
        with self._drawing:  # a change may be told before there is a way to stop hearing of them
            self._stop = task.observe(self._mark)
        self.draw()

    def draw(self) -> None:
        """Show the task as it is now; when it is over, for the last time."""
        with self._drawing:
            now = picture(self._task, self._lang)
            self._show(now)  # ipywidgets sends nothing for a value that stays the same
        if now.over:
            self._stop()

    def _mark(self) -> None:
        REDRAW.mark(self.draw)

    def _show(self, now: Picture) -> None:
        with self._bar.hold_sync():
            self._bar.value = 100 if now.percent is None else now.percent
            self._bar.bar_style = now.mood
        (self._bar.add_class if now.percent is None else self._bar.remove_class)("wxlab-unknown")
        self._abort.disabled = not now.stoppable
        self._state.value = _state_html(now)
        self._numbers.value = _numbers_html(now, self._bar.description)
        self._rest.value = _rest_html(now, self._lang)

    def __str__(self) -> str:
        return str(picture(self._task, self._lang))

    def __repr__(self) -> str:
        """Constant where the widget shows, for stored outputs are compared; the words elsewhere."""
        name = type(self._task).__name__
        return f"<watch {name}>" if _in_notebook() else f"<watch {name}: {self}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Mapping[str, Any]:
        """The widget; plain HTML for a notebook that is not trusted, or exported; text."""
        if not _in_notebook():
            return {"text/plain": str(self)}
        bundle = dict(super()._repr_mimebundle_(**kwargs) or {})
        note = WORDS[self._lang]["not shown"].format(api=self._task.api)
        return bundle | {"text/plain": repr(self), "text/html": f"<p>{escape(note)}</p>"}


def _in_notebook() -> bool:
    return getattr(get_ipython(), "kernel", None) is not None


def _html() -> ipywidgets.HTML:
    return ipywidgets.HTML(layout={"width": "auto", "margin": "0 2px"})


# Long error texts and header values must not make a narrow page scroll sideways.
_TEXT = 'style="line-height: 1.5; overflow-wrap: anywhere"'


def _state_html(now: Picture) -> str:
    return f'<div role="status" aria-live="polite" {_TEXT}><b>{escape(now.state)}</b></div>'


def _numbers_html(now: Picture, label: str) -> str:
    value = "" if now.percent is None else f' aria-valuenow="{now.percent}"'
    words = escape(now.numbers)
    return (
        f'<div role="progressbar" aria-label="{label}" aria-valuemin="0" aria-valuemax="100"{value}'
        f' aria-valuetext="{words}" {_TEXT}>{words}</div>'
    )


def _rest_html(now: Picture, lang: str) -> str:
    parts = [_STRIPES] if now.percent is None else []
    if now.why:
        parts.append(f"<div {_TEXT}>{escape(now.why)}</div>")
    if now.headers:
        parts.append(_headers_html(now, lang))
    return "".join(parts)


def _headers_html(now: Picture, lang: str) -> str:
    left = 'style="text-align: left; padding-right: 1em; vertical-align: top"'
    head = "".join(f'<th scope="col" {left}>{WORDS[lang][key]}</th>' for key in ("name", "value"))
    rows = "".join(
        f'<tr><th scope="row" {left}>{escape(name)}</th><td {left}>{escape(value)}</td></tr>'
        for name, value in now.headers
    )
    return (
        f"<details open {_TEXT}><summary>{escape(now.headers_title)}</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>"
    )
