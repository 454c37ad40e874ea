"""``tabBar`` of app.json: two to five pages of the main package, with small icons."""

import re
from collections.abc import Sequence

from wxlab.core.places import Path
from wxlab.projects.names import Names, tidy
from wxlab.projects.source import Source
from wxlab.spec.cloud import TAB_BAR_ITEMS
from wxlab.spec.projects import ICON_BYTES, ICONS

_COLOURS = ("color", "selectedColor", "backgroundColor")
_COLOUR = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_CHOICES = {"borderStyle": ("black", "white"), "position": ("bottom", "top")}


def check(app: Source, names: Names, main: Sequence[str]) -> None:
    """Look at the tab bar, if there is one. ``main`` are the pages of the main package."""
    if app.get(dict, "tabBar") is None:
        return
    count = app.count("tabBar", "list")
    first, last = TAB_BAR_ITEMS[0], TAB_BAR_ITEMS[-1]
    if count not in TAB_BAR_ITEMS:
        app.wrong(
            ("tabBar", "list"),
            f"tabBar.list should have {first} to {last} items, and has {count}",
            f"tabBar.list 应有 {first} 到 {last} 项，现在有 {count} 项",
        )
    for at in range(count):
        if app.get(dict, "tabBar", "list", at) is not None:
            _item(app, names, main, ("tabBar", "list", at))
    _looks(app)


def _item(app: Source, names: Names, main: Sequence[str], where: Path) -> None:
    page = app.get(str, *where, "pagePath")
    if page is None:
        app.wrong(
            where, "an item of the tab bar needs a pagePath", "tabBar 的每一项都要有 pagePath"
        )
    elif page not in main:
        app.wrong(
            (*where, "pagePath"),
            f"{page} is not in pages of the main package",
            f"{page} 不在主包的 pages 里",
        )
    if not app.get(str, *where, "text"):
        app.wrong(
            (*where, "text"), "an item of the tab bar needs a text", "tabBar 的每一项都要有 text"
        )
    for key in ("iconPath", "selectedIconPath"):
        icon = app.get(str, *where, key)
        if icon:
            _icon(app, names, (*where, key), tidy(icon))


def _icon(app: Source, names: Names, path: Path, icon: str) -> None:
    missing = names.missing(icon)
    if missing is not None:
        app.wrong(path, *missing, code=10005)
    elif not icon.lower().endswith(ICONS):
        app.wrong(path, f"{icon} should be a PNG or JPEG", f"{icon} 应为 PNG 或 JPEG")
    elif names.size(icon) > ICON_BYTES:
        size = names.size(icon)
        app.wrong(
            path,
            f"{icon} has {size:,} bytes; an icon has at most {ICON_BYTES:,}",
            f"{icon} 有 {size:,} 字节；图标最大 {ICON_BYTES:,} 字节",
            code=40003,
        )


def _looks(app: Source) -> None:
    for key in _COLOURS:
        colour = app.get(str, "tabBar", key)
        if colour is not None and not _COLOUR.fullmatch(colour):
            app.wrong(
                ("tabBar", key),
                f"tabBar.{key} should be a colour like #1a2b3c, not {colour}",
                f"tabBar.{key} 应为 #1a2b3c 这样的颜色，而不是 {colour}",
            )
    for key, choices in _CHOICES.items():
        chosen = app.get(str, "tabBar", key)
        if chosen is not None and chosen not in choices:
            app.wrong(
                ("tabBar", key),
                f"tabBar.{key} should be {' or '.join(choices)}, not {chosen}",
                f"tabBar.{key} 应为 {' 或 '.join(choices)}，而不是 {chosen}",
            )
