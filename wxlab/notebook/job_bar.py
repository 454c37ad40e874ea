"""The progress of a job, as a widget: its bytes as a bar, its steps as a table, an Abort button."""

import threading
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets

from wxlab.core.javascript import well_formed
from wxlab.notebook.bar import bar_and_button, empty_html, not_shown
from wxlab.notebook.front_end import in_notebook
from wxlab.notebook.redraw import REDRAW
from wxlab.notebook.voice import Voice
from wxlab.notebook.words import WORDS

if TYPE_CHECKING:
    from wxlab.notebook.views import Job

_MOODS = {"running": "", "done": "success", "failed": "danger"}


class JobBar(ipywidgets.VBox):  # type: ignore[misc]
    """Follows one job; the table says all that the bar shows."""

    def __init__(self, job: "Job", lang: str) -> None:
        words = WORDS[lang]
        self._job = job
        self._lang = lang
        self._drawing = threading.Lock()
        self._name = words.get(job.name, job.name)
        self._bar, self._abort, row = bar_and_button(self._name, words["abort"], job.abort)
        self._numbers, self._table, self._voice = empty_html(), empty_html(), Voice(lang)
        super().__init__([row, self._numbers, self._table, self._voice])
        self.add_class("wxlab-watch")
        with self._drawing:  # a change may be told before there is a way to stop hearing of them
            self._stop = job.observe(self._mark)
        self.draw()

    def draw(self) -> None:
        """Show the job as it is now; when it is over, for the last time."""
        with self._drawing:
            state, steps = self._job.state, self._job.steps
            percent = uploaded(steps)
            with self._bar.hold_sync():
                self._bar.value, self._bar.bar_style = percent, _MOODS[state]
            self._abort.disabled = state != "running"
            self._numbers.value = _numbers(self._name, WORDS[self._lang][state], percent)
            self._table.value = well_formed(self._job.view(self._lang)._repr_html_())
            self._voice.said = well_formed(self._news(state, steps))
            self._voice.over = state != "running"
        if state != "running":
            self._stop()

    def _news(self, state: str, steps: Sequence[Mapping[str, Any]]) -> str:
        """What is said aloud: each step as it begins and ends, never its bytes."""
        words = WORDS[self._lang]
        if state != "running" or not steps:
            return words["heard"].format(name=self._name, what=words[state])
        step = steps[-1]
        message = step["message_zh" if self._lang == "zh" else "message"]
        what = step["id"] if "progress" in step else f"{step['id']}, {message}"
        return words["heard"].format(name=self._name, what=what)

    def close(self) -> None:
        """Follow the job no more; ipywidgets calls it, too, when it closes all widgets."""
        self._stop()
        super().close()

    def _mark(self) -> None:
        REDRAW.mark(self.draw)

    def __str__(self) -> str:
        return repr(self._job.view(self._lang))

    def __repr__(self) -> str:
        """Constant where the widget shows, for stored outputs are compared; the words elsewhere."""
        return f"<watch {self._job.name}>" if in_notebook() else str(self)

    def _repr_mimebundle_(self, **kwargs: Any) -> Mapping[str, Any]:
        """The widget; plain HTML for a notebook that is not trusted, or exported; text."""
        if not in_notebook():
            return {"text/plain": str(self)}
        bundle = dict(super()._repr_mimebundle_(**kwargs) or {})
        html = not_shown(self._job.name, self._lang)
        return bundle | {"text/plain": repr(self), "text/html": html}


def uploaded(steps: Sequence[Mapping[str, Any]]) -> int:
    """How much has been uploaded, in percent; each package counts the same."""
    uploads = [step for step in steps if step["phase"] == "upload"]
    parts = [100 if step["status"] == "done" else step.get("progress", 0) for step in uploads]
    return sum(parts) // len(parts) if parts else 0


def _numbers(name: str, state: str, percent: int) -> str:
    words = f"{state} ({percent} %)"
    return (
        f'<div role="progressbar" aria-label="{escape(name)}" aria-valuemin="0"'
        f' aria-valuemax="100" aria-valuenow="{percent}" aria-valuetext="{words}">{words}</div>'
    )
