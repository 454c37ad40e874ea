"""``watch(task)``: see a transfer; or an upload of a project, step by step."""

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from wxlab.api.task import Task
from wxlab.api.trace import Trace
from wxlab.core.view import View
from wxlab.notebook.picture import picture
from wxlab.notebook.words import check_lang

if TYPE_CHECKING:
    from wxlab.notebook.bar import Bar
    from wxlab.notebook.job_bar import JobBar


@runtime_checkable
class Job(Protocol):
    """What goes step by step: ``project.upload(...)``, ``project.deploy(...)``.

    Each of ``steps`` has an ``id``, a ``status``, a ``phase`` and a ``message``.
    """

    name: str

    @property
    def state(self) -> str: ...
    @property
    def steps(self) -> Sequence[Mapping[str, Any]]: ...
    def view(self, lang: str) -> View: ...
    def abort(self) -> None: ...
    def observe(self, changed: Callable[[], object]) -> Callable[[], None]: ...


class Text:
    """A task in words, for where ipywidgets is not installed: look again to see it move."""

    def __init__(self, task: Task | Job, lang: str) -> None:
        self._task = task
        self._lang = lang

    def __str__(self) -> str:
        if not isinstance(self._task, Task):
            return repr(self._task.view(self._lang))
        return str(picture(Trace.of(self._task), self._lang))

    def __repr__(self) -> str:
        return f"<watch {type(self._task).__name__}: {self}>"


def watch(task: Task | Job, lang: str = "en") -> "Bar | JobBar | Text":
    """Show a transfer: a progress bar, its state and numbers in words, and an Abort button.

    ``task`` is what ``wx.uploadFile`` or ``wx.downloadFile`` returned, running or over, or what
    ``project.upload`` or ``project.deploy`` did: that is shown step by step. ``lang``
    is ``"en"`` or ``"zh"``. In a notebook ``display(watch(task))`` shows a widget that moves by
    itself; ``str(watch(task))`` is the same in words, anywhere.
    Raises ``TypeError`` for what is no task, ``ValueError`` for another language.
    """
    _check(task, lang)
    if find_spec("ipywidgets") is None:
        return Text(task, lang)
    if not isinstance(task, Task):
        from wxlab.notebook.job_bar import JobBar

        return JobBar(task, lang)
    from wxlab.notebook.bar import Bar

    return Bar(task, lang)


def _check(task: object, lang: object) -> None:
    if task is None:
        raise TypeError(
            "watch() needs a task and got None: before base library 1.4.0 a call returns none; "
            "use one that does, such as Wx(base_library='1.4.0')"
        )
    if not isinstance(task, Task | Job):
        raise TypeError(
            f"watch() needs a task and got {type(task).__name__}; "
            "pass what wx.uploadFile() or wx.downloadFile() returned, before you await it"
        )
    check_lang(lang)
