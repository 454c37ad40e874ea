"""What Python code sees of failures: an exception to catch, a warning to read."""

import logging
import sys
import warnings
from collections.abc import Callable
from contextvars import ContextVar

from wxlab.api.record import Record

LOG = logging.getLogger("wxlab")
_PACKAGE = __name__.partition(".")[0]


class WxError(Exception):
    """A transfer that ended in ``fail``, for code that awaits or waits.

    ``errMsg`` is the text, ``errno`` the platform's number or ``None`` (``abort`` has none), and
    ``res`` the object that ``fail`` and ``complete`` received.
    """

    def __init__(self, res: Record) -> None:
        super().__init__(res["errMsg"])
        self.res = res
        self.errMsg: str = res["errMsg"]
        self.errno: int | None = res.get("errno")

    def __reduce__(self) -> tuple[type["WxError"], tuple[Record]]:
        return type(self), (self.res,)


class WxWarning(UserWarning):
    """Something in a call was ignored or will not arrive as it looks; the call goes on."""


told: ContextVar[Callable[[str], object] | None] = ContextVar("wxlab-told", default=None)
"""Who is told the warnings of the calls made in this context, where Python has no line to blame."""


def warn(text: str) -> None:
    """Warn at the line of the caller's own code; never break the call, whatever the filters."""
    if (tell := told.get()) is not None:
        tell(text)
        return
    try:
        warnings.warn(text, WxWarning, stacklevel=_depth())
    except WxWarning:
        # "error" filters turn warnings into exceptions; a mini-program's call does not throw.
        LOG.warning(text)


def _depth() -> int:
    """How many frames up the first line outside wxlab is, seen from ``warn``."""
    depth, frame = 1, sys._getframe(1)
    while frame.f_back is not None and _is_ours(frame.f_globals.get("__name__", "")):
        frame = frame.f_back
        depth += 1
    return depth


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == _PACKAGE
