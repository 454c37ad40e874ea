"""The script thread's loop, which can run inside itself: ``wait()`` in a callback needs that."""

import asyncio
import sys

from wxlab.net.loops import Loop


class ScriptLoop(Loop):
    """A class of its own because nest_asyncio changes the class."""


def make_reentrant(loop: asyncio.SelectorEventLoop) -> None:
    """Let this one loop class run nested, with nest_asyncio.

    Only the class is changed. ``nest_asyncio.apply`` would also replace ``asyncio.run``, ``Task``
    and the policy for the whole process, which is not ours to do; 1.6.0 is its last release, so
    the inner function is as stable as the outer one.
    """
    try:
        import nest_asyncio
    except ImportError:
        nest_asyncio = None
    if nest_asyncio is None or sys.version_info >= (3, 14):
        raise RuntimeError(
            "wait() inside a callback needs nest_asyncio and Python 3.11 to 3.13; "
            "make the callback a coroutine function and write: await task"
        )
    nest_asyncio._patch_loop(loop)
