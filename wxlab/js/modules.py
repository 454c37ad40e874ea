"""The files that a program requires, found before it runs: JavaScript cannot wait for a file.

Only a text in quotation marks can be found so, ``require('./util')``; nor does the platform know
any other. A path begins at the file that names it, or, for a cell, at the notebook's folder. A name
alone is a package's, in a ``miniprogram_npm`` or ``node_modules`` there or further up.
"""

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wxlab.js.imports import as_module
from wxlab.js.sources import Sources

_REQUIRE = re.compile(r"""\brequire\s*\(\s*(?:'([^'\n]+)'|"([^"\n]+)")\s*\)""")
_PACKAGES = ("miniprogram_npm", "node_modules")
_MOST_BYTES = 8 * 1024 * 1024
# The platform hides these from a file by parameters of its wrapper that nobody fills.
_HIDDEN = (
    "window,document,frames,self,location,navigator,localStorage,history,Caches,screen,alert,"
    "confirm,prompt,fetch,XMLHttpRequest,WebSocket,webkit,WeixinJSCore,WeixinJSBridge"
)
_WRAPPER = f"(function(require,module,exports,{_HIDDEN}){{"


class Modules:
    """The files one engine has, so that only what is new or has changed is handed over."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def required(
        self, source: str, folder: Path, sources: Sources
    ) -> tuple[dict[str, str], list[dict[str, Any]]]:
        """What a cell requires, name by path, and the files that the engine does not have yet."""
        names = _found(source, folder)
        changed: dict[str, dict[str, Any]] = {}
        waiting = list(names.values())
        seen: set[str] = set()
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            text = _text(Path(path))
            requires = {} if path.endswith(".json") else _found(text, Path(path).parent)
            waiting += requires.values()
            if self._known.get(path) != text:
                self._known[path] = text
                placed = _placed(Path(path), text, sources)
                changed[path] = {"path": path, "source": placed, "requires": requires}
        return names, list(changed.values())

    def forget(self) -> None:
        """There is a new engine, which has none of them."""
        self._known.clear()


def missing(names: Iterable[str], folder: Path) -> list[str]:
    """The packages of these names that nobody has installed for this folder."""
    return [name for name in names if _file(name, folder) is None]


def _found(source: str, folder: Path) -> dict[str, str]:
    """The names that a text requires, and the files that they mean; others are left out."""
    names = {single or double for single, double in _REQUIRE.findall(as_module(source))}
    found = ((name, _file(name, folder)) for name in sorted(names))
    return {name: str(path) for name, path in found if path is not None}


def _file(name: str, folder: Path) -> Path | None:
    if name.startswith((".", "/")):
        return _as_file(folder / name)
    for place in (folder, *folder.parents):
        for packages in _PACKAGES:
            if (found := _as_package(place / packages / name)) is not None:
                return found
    # A mini-program may leave out the "./"; packages come first.
    return _as_file(folder / name)


def _as_file(path: Path) -> Path | None:
    plain = os.path.normpath(path)
    files = (plain, f"{plain}.js", f"{plain}.json", f"{plain}/index.js")
    return next((Path(each).resolve() for each in files if os.path.isfile(each)), None)


def _as_package(path: Path) -> Path | None:
    about = path / "package.json"
    if about.is_file():
        said = json.loads(about.read_text("utf-8"))
        main = said.get("main") if isinstance(said, dict) else None
        if isinstance(main, str) and (found := _as_file(path / main)) is not None:
            return found
    return _as_file(path)


def _text(path: Path) -> str:
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError(f"{path} is larger than {_MOST_BYTES} bytes")
    return path.read_text("utf-8-sig")


def _placed(path: Path, text: str, sources: Sources) -> str:
    if path.suffix == ".json":
        return sources.place(path.name, text, f"{text}\n)", "(")
    return sources.place(path.name, text, f"{as_module(text)}\n}})", _WRAPPER)
