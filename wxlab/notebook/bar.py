"""The progress bar of one task, as a widget.

What the bar shows by length and colour stands beside it in words. ``IntProgress`` itself tells a
screen reader nothing, so the line of numbers carries the role and the value of a progress bar.
"""

import threading
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import ipywidgets

from wxlab.api.task import Task
from wxlab.api.trace import Trace, moment
from wxlab.core.javascript import well_formed
from wxlab.notebook import letters
from wxlab.notebook.clicks import handled_at_once
from wxlab.notebook.front_end import in_notebook
from wxlab.notebook.milestones import Milestones
from wxlab.notebook.picture import Picture, picture
from wxlab.notebook.redraw import REDRAW
from wxlab.notebook.voice import Voice
from wxlab.notebook.words import WORDS

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
    """A bar, the state and the numbers in words, an Abort button, the waterfall, the headers."""

    def __init__(self, task: Task, lang: str) -> None:
        words = WORDS[lang]
        self._task = task
        self._lang = lang
        self._drawing = threading.Lock()
        self._closed = False
        self._bar, self._abort, row = bar_and_button(words[task.api], words["abort"], task.abort)
        self._state, self._numbers, self._phases, self._rest = (empty_html() for _ in range(4))
        self._voice, self._milestones = Voice(lang), Milestones(lang)
        super().__init__([row, self._state, self._numbers, self._phases, self._rest, self._voice])
        self.add_class("wxlab-watch")
        with self._drawing:  # a change may be told before there is a way to stop hearing of them
            self._stop = task.observe(self._mark)
        self.draw()

    def draw(self) -> None:
        """Show the task as it is now; when it is over, for the last time."""
        with self._drawing:
            seen = Trace.of(self._task)
            now = picture(seen, self._lang)
            self._show(now)  # ipywidgets sends nothing for a value that stays the same
            self._phases.value = _phases_html(seen, self._lang)
            self._voice.said = well_formed(self._milestones.news(seen)) or self._voice.said
            self._voice.over = now.over
        if now.over:
            self._stop()
        elif seen.state not in ("queued", "done", "failed") and not self._closed:
            # The clock goes on, and so does the server, without anybody telling.
            self._mark()

    def close(self) -> None:
        """Follow the task no more; ipywidgets calls it, too, when it closes all widgets."""
        self._stop()
        self._closed = True
        super().close()

    def _mark(self) -> None:
        REDRAW.mark(self.draw)

    def _show(self, now: Picture) -> None:
        with self._bar.hold_sync():
            self._bar.value = 100 if now.percent is None else now.percent
            self._bar.bar_style = now.mood
        (self._bar.add_class if now.percent is None else self._bar.remove_class)("wxlab-unknown")
        self._abort.disabled = not now.stoppable
        self._state.value = well_formed(_state_html(now))
        self._numbers.value = _numbers_html(now, self._bar.description)
        self._rest.value = well_formed(_rest_html(now, self._lang))

    def __str__(self) -> str:
        return str(picture(Trace.of(self._task), self._lang))

    def __repr__(self) -> str:
        """Constant where the widget shows, for stored outputs are compared; the words elsewhere."""
        name = type(self._task).__name__
        return f"<watch {name}>" if in_notebook() else f"<watch {name}: {self}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Mapping[str, Any]:
        """The widget; plain HTML for a notebook that is not trusted, or exported; text."""
        if not in_notebook():
            return {"text/plain": str(self)}
        bundle = dict(super()._repr_mimebundle_(**kwargs) or {})
        html = not_shown(f"wx.{self._task.api}", self._lang)
        return bundle | {"text/plain": repr(self), "text/html": html}


def bar_and_button(
    name: str, stop: str, stopped: Callable[[], object]
) -> tuple[ipywidgets.IntProgress, ipywidgets.Button, ipywidgets.HBox]:
    """A bar with a name and a button that calls ``stopped()``, and the row that holds both."""
    bar = ipywidgets.IntProgress(
        description=name,
        max=100,
        layout={"flex": "1 1 12em", "min_width": "8em", "width": "auto"},
        style={"description_width": "initial"},
    )
    button = ipywidgets.Button(
        description=stop, tooltip=f"{stop}: {name}", layout={"width": "auto"}
    )
    button.on_click(lambda _button: stopped())
    handled_at_once(button)
    row = ipywidgets.HBox(
        [bar, button],
        layout={"flex_flow": "row wrap", "align_items": "center", "max_width": "40em"},
    )
    return bar, button, row


def not_shown(name: str, lang: str) -> str:
    """What stands in a widget's place; it is stored, and so does not depend on the moment."""
    note = WORDS[lang]["not shown"].format(api=name)
    return f"<p>{escape(note)}</p>"


def empty_html() -> ipywidgets.HTML:
    """A widget for HTML that is still to come."""
    return ipywidgets.HTML(layout={"width": "auto", "margin": "0 2px"})


_LETTERS = 24

# Long error texts and header values must not make a narrow page scroll sideways.
_TEXT = 'style="line-height: 1.5; overflow-wrap: anywhere"'


def _state_html(now: Picture) -> str:
    return f"<div {_TEXT}><b>{escape(now.state)}</b></div>"


def _numbers_html(now: Picture, label: str) -> str:
    value = "" if now.percent is None else f' aria-valuenow="{now.percent}"'
    words = escape(now.numbers)
    return (
        f'<div role="progressbar" aria-label="{label}" aria-valuemin="0" aria-valuemax="100"{value}'
        f' aria-valuetext="{words}" {_TEXT}>{words}</div>'
        + "".join(f"<div {_TEXT}>{escape(line)}</div>" for line in now.counters)
    )


def _phases_html(seen: Trace, lang: str) -> str:
    """The waterfall of this one transfer: the letters fill the line, the words are below."""
    now = moment()
    end = max(seen.ended or now, seen.began + 1)
    drawn = letters.html(letters.bar(seen.phases, seen.began, end, _LETTERS))
    words = escape(letters.in_words(seen.phases, now, lang))
    title = escape(WORDS[lang]["waterfall of one"])
    return f"<div {_TEXT}>{title}: {drawn}<br><small>{words}</small></div>"


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
