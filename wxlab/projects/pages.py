"""The other JSON files of a mini-program: of its pages and components, and ``sitemap.json``."""

import posixpath
from pathlib import Path

from wxlab.core.places import Path as JsonPath
from wxlab.projects.app import Layout
from wxlab.projects.names import Names, tidy
from wxlab.projects.problems import Problem
from wxlab.projects.source import Source, source

_ACTIONS = ("allow", "disallow")
_COMPONENT = (".json", ".js", ".wxml")


def check(root: Path, app: Source, layout: Layout, names: Names, problems: list[Problem]) -> None:
    """Look at every JSON file that is packed, and more closely at those with a meaning."""
    sitemap = app.get(str, "sitemapLocation")
    if sitemap is not None:
        missing = names.missing(tidy(sitemap))
        if missing is not None:
            app.wrong(("sitemapLocation",), *missing, code=10005)
    of_pages = {f"{page}.json" for page in layout.pages}
    _components(app, names, "")
    for name in names.json_files():
        if name == tidy(sitemap or "") and name:
            _sitemap(source(root, name, problems), layout)
        elif name in of_pages or names.missing(f"{name.removesuffix('.json')}.wxml") is None:
            _components(source(root, name, problems), names, posixpath.dirname(name))


def _components(found: Source, names: Names, folder: str) -> None:
    """``usingComponents``: each is a file of the mini-program, a package of npm, or a plugin's."""
    for name in found.get(dict, "usingComponents") or ():
        path: JsonPath = ("usingComponents", name)
        value = found.get(str, *path)
        if not value or value.startswith(("plugin://", "plugin-private://", "ext://")):
            continue
        near = tidy(value) if value.startswith("/") else posixpath.join(folder, value)
        near = posixpath.normpath(near)
        places = [near, f"{near}/index"]
        if not value.startswith((".", "/")):
            places += [f"miniprogram_npm/{value}", f"miniprogram_npm/{value}/index"]
        if not any(_there(names, place) for place in places):
            missing = [names.missing(f"{near}{ending}") for ending in _COMPONENT]
            found.wrong(path, *next(each for each in missing if each), code=10005)


def _there(names: Names, place: str) -> bool:
    return all(names.missing(f"{place}{ending}") is None for ending in _COMPONENT)


def _sitemap(found: Source, layout: Layout) -> None:
    if found.get(list, "rules") is None:
        found.wrong(("rules",), "a sitemap needs rules", "sitemap 需要 rules")
    for at in range(found.count("rules")):
        where: JsonPath = ("rules", at)
        if found.get(dict, *where) is None:
            continue
        action = found.get(str, *where, "action") or "allow"
        if action not in _ACTIONS:
            found.wrong(
                (*where, "action"),
                f"action should be {' or '.join(_ACTIONS)}, not {action}",
                f"action 应为 {' 或 '.join(_ACTIONS)}，而不是 {action}",
            )
        page = found.get(str, *where, "page")
        if page is None:
            found.wrong(where, "a rule needs a page", "规则缺少 page")
        elif page != "*" and page not in layout.pages:
            found.wrong(
                (*where, "page"), f"{page} is no page of app.json", f"{page} 不是 app.json 里的页面"
            )
