"""A plain HTML table: what a notebook shows of the routes and of the log."""

from collections.abc import Iterable, Sequence
from html import escape


def html_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """HTML of one table; every cell is text and is escaped.

    Inline styles only: they survive in an untrusted notebook, where scripts and style sheets
    are taken out.
    """
    head = "".join(f'<th scope="col" style="text-align:left">{escape(h)}</th>' for h in headings)
    body = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    return f'<td style="text-align:left">{escape(str(value))}</td>'
