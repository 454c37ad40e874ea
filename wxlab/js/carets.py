"""A line of a program with a caret below a place in it, for any width of letters."""

import unicodedata

from wxlab.js.sources import Place

_WIDEST = 72


def shown(place: Place) -> str:
    """Two lines: the source's, cut to what fits around the place, and the caret's."""
    line = place.source_line.replace("\t", " ")
    column = min(max(place.column - 1, 0), len(line))
    start = 0 if column < _WIDEST * 2 // 3 else column - _WIDEST // 2
    end = start + _WIDEST
    before = ("…" if start else "") + line[start:column]
    after = line[column:end] + ("…" if end < len(line) else "")
    return f"    {before}{after}\n    {' ' * _width(before)}^"


def _width(text: str) -> int:
    """The columns that a text takes where letters have one width; Chinese ones take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
