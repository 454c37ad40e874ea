"""A table to look at: as aligned text in a terminal, as a real table in a notebook.

The HTML needs no style sheet and sets no colours, so it reads in light and dark themes, on narrow
screens, and where styles are stripped.
"""

import unicodedata
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class View:
    """A table to look at: its ``repr`` is aligned text, its HTML a real table."""

    caption: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        columns = zip(self.heads, *self.lines, strict=True)
        widths = [max(map(columns_of, column)) for column in columns]
        rule = tuple("-" * width for width in widths)
        body = [_aligned(line, widths) for line in (self.heads, rule, *self.lines)]
        return "\n".join([self.caption, *body])

    def _repr_html_(self) -> str:
        left = ' style="text-align:left"'
        head = "".join(f'<th scope="col"{left}>{escape(each)}</th>' for each in self.heads)
        body = "".join(
            "<tr>"
            + f'<th scope="row"{left}><code>{escape(line[0])}</code></th>'
            + "".join(f"<td{left}{_lang(cell)}>{escape(cell)}</td>" for cell in line[1:])
            + "</tr>"
            for line in self.lines
        )
        caption = f"<caption{left}>{escape(self.caption)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def columns_of(text: str) -> int:
    """Columns a text takes on a terminal; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _aligned(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = (
        cell + " " * (width - columns_of(cell)) for cell, width in zip(cells, widths, strict=True)
    )
    return "  ".join(padded).rstrip()


def _lang(cell: str) -> str:
    """Who reads the page aloud must know which cells are Chinese."""
    return ' lang="zh"' if any("\u4e00" <= each <= "\u9fff" for each in cell) else ""
