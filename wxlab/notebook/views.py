"""``watch(task)``: see a transfer."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from wxlab.api.task import Task
from wxlab.api.trace import Trace
from wxlab.notebook.picture import picture
from wxlab.notebook.words import check_lang

if TYPE_CHECKING:
    from wxlab.notebook.bar import Bar


class Text:
    """A task in words, for where ipywidgets is not installed: look again to see it move."""

    def __init__(self, task: Task, lang: str) -> None:
        self._task = task
        self._lang = lang

    def __str__(self) -> str:
        return str(picture(Trace.of(self._task), self._lang))

    def __repr__(self) -> str:
        return f"<watch {type(self._task).__name__}: {self}>"


def watch(task: Task, lang: str = "en") -> "Bar | Text":
    """Show a transfer: a progress bar, its state and numbers in words, and an Abort button.

    ``task`` is what ``wx.uploadFile`` or ``wx.downloadFile`` returned, running or over; ``lang``
    is ``"en"`` or ``"zh"``. In a notebook ``display(watch(task))`` shows a widget that moves by
    itself; ``str(watch(task))`` is the same in words, anywhere.
    Raises ``TypeError`` for what is no task, ``ValueError`` for another language.
    """
    _check(task, lang)
    if find_spec("ipywidgets") is None:
        return Text(task, lang)
    from wxlab.notebook.bar import Bar

    return Bar(task, lang)


def _check(task: object, lang: object) -> None:
    if task is None:
        raise TypeError(
            "watch() needs a task and got None: before base library 1.4.0 a call returns none; "
            "use one that does, such as Wx(base_library='1.4.0')"
        )
    if not isinstance(task, Task):
        raise TypeError(
            f"watch() needs a task and got {type(task).__name__}; "
            "pass what wx.uploadFile() or wx.downloadFile() returned, before you await it"
        )
    check_lang(lang)
