"""``app.json``: the pages, the sub-packages, and what else names a file.

Source: the framework's page on the global configuration.
"""

from dataclasses import dataclass

from wxlab.core.places import Path
from wxlab.projects import tab_bar
from wxlab.projects.names import Names, tidy
from wxlab.projects.source import Source
from wxlab.spec.projects import TIMEOUTS


@dataclass(frozen=True, slots=True)
class Layout:
    """What app.json says: ``pages`` of the main package, then those of the sub-packages.

    ``roots`` are the folders of the sub-packages, each with the path of its value.
    """

    pages: tuple[str, ...] = ()
    roots: tuple[tuple[str, Path], ...] = ()


def check(app: Source, names: Names) -> Layout:
    """Look at all of app.json; its problems go where the source keeps them."""
    _need(app, names, (), "app.js")
    main = _pages(app, names)
    roots, further = _sub_packages(app, names, main)
    pages = [*main, *further]
    entry = app.get(str, "entryPagePath")
    if entry is not None and entry not in pages:
        app.wrong(
            ("entryPagePath",),
            f"entryPagePath is {entry}, which is not in pages",
            f"entryPagePath 是 {entry}，它不在 pages 里",
        )
    app.get(dict, "window")
    tab_bar.check(app, names, main)
    _timeouts(app)
    return Layout(tuple(pages), tuple(roots))


def _pages(app: Source, names: Names) -> list[str]:
    if not app.get(list, "pages"):
        app.wrong(("pages",), "pages should list at least one page", "pages 里至少要有一个页面")
    return _listed(app, names, ("pages",), "", [])


def _listed(app: Source, names: Names, where: Path, root: str, before: list[str]) -> list[str]:
    """The pages of one list, each with its files; ``before`` are the pages listed already."""
    found: list[str] = []
    for path, page in app.texts(*where):
        full = f"{root}/{page}" if root else page
        if page.startswith("/") or page.endswith((".wxml", ".js")):
            app.wrong(
                path,
                f"{page} should have no slash before it and no ending",
                f"{page} 前面不能有斜杠，也不写扩展名",
            )
        elif full in before or full in found:
            app.wrong(path, f"{full} is listed twice", f"{full} 重复了")
        else:
            found.append(full)
            for ending in (".wxml", ".js"):
                _need(app, names, path, full + ending)
    return found


def _need(app: Source, names: Names, path: Path, file: str) -> None:
    missing = names.missing(file)
    if missing is not None:
        app.wrong(path, *missing, code=10005)


def _sub_packages(
    app: Source, names: Names, main: list[str]
) -> tuple[list[tuple[str, Path]], list[str]]:
    """Both spellings are the platform's: ``subPackages`` and ``subpackages``."""
    key = "subPackages" if app.get(list, "subPackages") is not None else "subpackages"
    roots: list[tuple[str, Path]] = []
    pages: list[str] = []
    for at in range(app.count(key)):
        if app.get(dict, key, at) is None:
            continue
        root = tidy(app.get(str, key, at, "root") or "")
        where: Path = (key, at, "root")
        if not root:
            app.wrong(where, "a sub-package needs a root", "分包缺少 root")
            continue
        _overlaps(app, where, root, roots, main)
        if not app.get(list, key, at, "pages"):
            app.wrong((key, at, "pages"), f"{root} has no pages", f"{root} 没有 pages")
        roots.append((root, where))
        pages += _listed(app, names, (key, at, "pages"), root, [*main, *pages])
    return roots, pages


def _overlaps(
    app: Source, where: Path, root: str, roots: list[tuple[str, Path]], main: list[str]
) -> None:
    for other, _ in roots:
        if f"{root}/".startswith(f"{other}/") or f"{other}/".startswith(f"{root}/"):
            app.wrong(
                where,
                f"{root} and {other} lie within each other",
                f"{root} 与 {other} 互相包含",
            )
    for page in main:
        if page.startswith(f"{root}/"):
            app.wrong(
                where,
                f"{page} is a page of the main package, and lies in the sub-package {root}",
                f"{page} 是主包的页面，却在分包 {root} 里",
            )


def _timeouts(app: Source) -> None:
    for name in app.get(dict, "networkTimeout") or ():
        path: Path = ("networkTimeout", name)
        if name not in TIMEOUTS:
            app.wrong_name(
                path,
                f"networkTimeout has no {name}; there is {', '.join(TIMEOUTS)}",
                f"networkTimeout 没有 {name}；可以写 {'、'.join(TIMEOUTS)}",
            )
            continue
        value = app.get((int, float), *path)
        if value is not None and value <= 0:
            app.wrong(path, f"{name} should be more than 0 milliseconds", f"{name} 应大于 0 毫秒")
