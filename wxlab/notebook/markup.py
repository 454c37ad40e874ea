"""Small pieces of HTML that views share. Whatever comes from a transfer is text, never markup."""

from collections.abc import Iterable, Sequence
from html import escape

LEFT = 'style="text-align:left;vertical-align:top"'
"""Jupyter aligns tables to the right; numbers and words read better from the left."""


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A real table; the first cell of a row is its head."""
    head = "".join(f'<th scope="col" {LEFT}>{escape(each)}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row" {LEFT}>{escape(first)}</th>'
        + "".join(f"<td {LEFT}>{escape(each)}</td>" for each in rest)
        + "</tr>"
        for first, *rest in rows
    )
    title = f"<caption {LEFT}>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def paragraph(text: str) -> str:
    """A paragraph; nothing for no text."""
    return f"<p>{escape(text)}</p>" if text else ""
