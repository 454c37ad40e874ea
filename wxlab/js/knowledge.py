"""What JavaScript is told before an event, for it cannot ask in the middle of a line.

The answers of ``wx``'s getters, the storage and, where a program reads files, what the
mini-program's folder holds: so all of them answer at once, as on the platform.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from stat import S_ISREG
from typing import Any

from wxlab.api.errors import WxError
from wxlab.api.mini_program import Wx
from wxlab.js import surface
from wxlab.js.engine import Engine
from wxlab.js.values import sent

_MOST_BYTES = 1024 * 1024
"""So much of the files' content is told at most."""


def tell(engine: Engine, wx: Wx) -> None:
    """Tell the getters' answers and the storage."""
    said = [[method.__name__, method()] for method in surface.getters(wx)]
    answers = [[name, sent(answer)] for name, answer in said if isinstance(answer, Mapping)]
    engine.enter("know", answers, _storage(wx))


def tell_files(engine: Engine, wx: Any, elsewhere: Iterable[str]) -> None:
    """Tell the files of the mini-program's folder, and those ``elsewhere``."""
    if wx.canIUse("getFileSystemManager"):
        home = wx.env["USER_DATA_PATH"]
        listed = _files(wx.getFileSystemManager(), home, dict.fromkeys(elsewhere))
        engine.enter("files", home, listed)


def paths_in(res: object) -> Iterator[str]:
    """The files that a callback is told of, in what it receives."""
    if isinstance(res, dict):
        named = [res.get(name) for name in ("tempFilePath", "filePath", "path")]
        listed = [each for name in ("tempFilePaths", "tempFiles") for each in res.get(name, ())]
        yield from (path for path in (*named, *listed) if isinstance(path, str))
        for each in listed:
            yield from paths_in(each)


def _storage(wx: Any) -> list[list[Any]]:
    if not wx.canIUse("getStorageInfoSync"):
        return []
    return [[key, sent(wx.getStorageSync(key))] for key in wx.getStorageInfoSync()["keys"]]


def _files(manager: Any, home: str, elsewhere: Iterable[str]) -> list[list[Any]]:
    """Path, stats and content of each; large ones come without content."""
    below = manager.statSync(home, True)
    listed = below if isinstance(below, list) else [{"path": "/", "stats": below}]
    known = [(f"{home}{each['path']}".rstrip("/"), each["stats"]) for each in listed]
    for path in elsewhere:
        with contextlib.suppress(WxError):  # it has been moved meanwhile, or deleted
            known.append((path, manager.statSync(path)))
    found, left = [], _MOST_BYTES
    for path, stats in known:
        fits = S_ISREG(stats["mode"]) and stats["size"] <= left
        data = manager.readFileSync(path) if fits else None
        left -= len(data or b"")
        found.append([path, sent(stats), sent(data)])
    return found
