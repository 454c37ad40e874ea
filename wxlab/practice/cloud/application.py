"""Whether a package is a mini-program: what app.json names is there, and no package is too large.

Written for the server alone: what a client has checked is checked again by other code.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from wxlab.practice.cloud.archive import Files
from wxlab.practice.cloud.refusal import CloudError
from wxlab.practice.cloud.source import json_of, line_of, wrong
from wxlab.spec.cloud import (
    ALL_PACKAGES_BYTES,
    MAIN_PACKAGE_BYTES,
    SUB_PACKAGE_BYTES,
    TAB_BAR_ITEMS,
)

_APP = "app.json"


def expect_application(files: Files) -> None:
    """Raise CloudError, naming file and line, unless this is the code of a mini-program."""
    if _APP not in files:
        if "game.json" in files:
            raise CloudError(
                30000,
                "this is a mini-game; the practice cloud takes mini-programs",
                "这是小游戏；练习云只接受小程序",
                file="game.json",
            )
        raise CloudError(
            20000, "app.json is not there", "根目录下没有 app.json", status=400, file=_APP
        )
    app = json_of(files[_APP], _APP)
    if not isinstance(app, dict):
        raise wrong(_APP, "it should be an object, {…}", "应为对象 {…}")
    main = _pages(app, "", _APP)
    if not main:
        raise wrong(_APP, "pages should list at least one page", "pages 至少要有一个页面")
    packages = list(_sub_packages(app))
    pages = [*main, *(page for _, listed in packages for page in listed)]
    _expect_pages(pages, files)
    _expect_tab_bar(app.get("tabBar"), main, files)
    _expect_sizes([root for root, _ in packages], files)


def _pages(described: dict[str, Any], root: str, where: str) -> list[tuple[str, str]]:
    """The pages that are listed, each with its whole path."""
    listed = described.get("pages", [])
    if not isinstance(listed, list):
        raise wrong(where, "pages should be a list", "pages 应为数组")
    for page in listed:
        if not isinstance(page, str) or not page.strip("/"):
            raise wrong(where, f"{page!r} is no page", f"{page!r} 不是页面路径", page)
    return [(page, f"{root}{page.strip('/')}") for page in listed]


def _sub_packages(app: dict[str, Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The folder of each sub-package, with a slash behind it, and its pages."""
    listed = app.get("subPackages", app.get("subpackages", []))
    if not isinstance(listed, list):
        raise wrong(_APP, "subPackages should be a list", "subPackages 应为数组")
    roots: list[str] = []
    for each in listed:
        given = each.get("root") if isinstance(each, dict) else None
        if not isinstance(given, str) or not given.strip("/"):
            raise wrong(
                _APP,
                "every sub-package needs a root, its folder",
                "每个分包都要有 root（所在目录）",
                given,
            )
        root = f"{given.strip('/')}/"
        if any(root.startswith(other) or other.startswith(root) for other in roots):
            raise wrong(
                _APP,
                f"the sub-package {given} is inside another",
                f"分包 {given} 与另一个分包重叠",
                given,
            )
        roots.append(root)
        yield root, _pages(each, root, _APP)


def _expect_pages(pages: Iterable[tuple[str, str]], files: Files) -> None:
    seen = set()
    for written, page in pages:
        if page in seen:
            raise wrong(_APP, f"the page {page} is listed twice", f"页面 {page} 重复", written)
        seen.add(page)
        for ending in (".js", ".wxml"):
            if page + ending not in files:
                raise CloudError(
                    10005,
                    f"app.json lists the page {page}, but {page}{ending} is not there",
                    f"app.json 中的页面 {page} 缺少文件 {page}{ending}",
                    file=_APP,
                    line=line_of(written),
                )
        if page + ".json" in files:
            json_of(files[page + ".json"], page + ".json")


def _expect_tab_bar(bar: object, pages: list[tuple[str, str]], files: Files) -> None:
    if bar is None:
        return
    items = bar.get("list") if isinstance(bar, dict) else None
    if not isinstance(items, list) or len(items) not in TAB_BAR_ITEMS:
        few, many = TAB_BAR_ITEMS[0], TAB_BAR_ITEMS[-1]
        raise wrong(
            _APP,
            f"tabBar should list {few} to {many} pages",
            f"tabBar 的 list 应有 {few} 到 {many} 项",
        )
    known = {page for _, page in pages}
    for item in items:
        path = item.get("pagePath") if isinstance(item, dict) else None
        if not isinstance(path, str) or path.strip("/") not in known:
            raise wrong(
                _APP,
                f"tabBar names {path!r}, which is no page of the main package",
                f"tabBar 中的 {path!r} 不是主包的页面",
                path,
            )
        for name in ("iconPath", "selectedIconPath"):
            _expect_icon(item.get(name), files)


def _expect_icon(path: object, files: Files) -> None:
    if path is None:
        return
    if not isinstance(path, str) or path.removeprefix("./").strip("/") not in files:
        raise CloudError(
            10005,
            f"the icon {path} is not there",
            f"图标 {path} 不存在",
            file=_APP,
            line=line_of(path),
        )


def _expect_sizes(roots: list[str], files: Files) -> None:
    sizes = dict.fromkeys(roots, 0)
    main = 0
    for name, content in files.items():
        root = next((root for root in roots if name.startswith(root)), None)
        if root is None:
            main += len(content)
        else:
            sizes[root] += len(content)
    for root, size in sizes.items():
        _expect_size(f"the sub-package {root}", f"分包 {root}", size, SUB_PACKAGE_BYTES)
    _expect_size("the main package", "主包", main, MAIN_PACKAGE_BYTES)
    everything = main + sum(sizes.values())
    _expect_size("the mini-program", "整个小程序", everything, ALL_PACKAGES_BYTES)


def _expect_size(what: str, zh: str, size: int, most: int) -> None:
    if size > most:
        raise CloudError(
            40003,
            f"{what} has {size:,} bytes; the limit is {most:,}",
            f"{zh} 有 {size:,} 字节，上限是 {most:,} 字节",
        )
