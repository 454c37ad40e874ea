"""A sheet: names and what they are, one under the other, as HTML."""

import re
from collections.abc import Iterable
from html import escape

_CHINESE = re.compile("[\u4e00-\u9fff]")


def sheet(caption: str, lines: Iterable[tuple[str, str]]) -> str:
    """HTML of a sheet; everything is text and is escaped. A Chinese name makes a Chinese line.

    Inline styles only: they survive in an untrusted notebook.
    """
    rows = "".join(
        f'<tr{_lang(name)}><th scope="row" style="text-align:left">{escape(name)}</th>'
        f'<td style="text-align:left">{escape(value)}</td></tr>'
        for name, value in lines
    )
    return f"<table><caption>{escape(caption)}</caption><tbody>{rows}</tbody></table>"


def _lang(name: str) -> str:
    return ' lang="zh"' if _CHINESE.search(name) else ""
