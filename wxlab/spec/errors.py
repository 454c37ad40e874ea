"""The error catalogue: what a text means, and what to do (CONTRACT section 4).

The platform's texts differ by device and version, so an entry also knows its ``variants``:
regular expressions for what other platforms say in the same case. Match errors by meaning, never
by equality.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One error.

    ``text`` is what follows ``uploadFile:fail ``, with blanks such as ``{path}``; ``errno`` the
    platform's number, ``None`` where it has none; ``api`` narrows it to one call. ``zh`` and ``en`` say what happened,
    ``remedy_zh`` and ``remedy_en`` what to do, ``provoke`` how to see it happen.
    """

    address: str
    text: str
    errno: int | None
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    provoke: str
    variants: tuple[str, ...] = ()
    api: str = r"\w+"

    def __str__(self) -> str:
        number = "no errno" if self.errno is None else f"errno {self.errno}"
        return (
            f"{self.text}  ({number})\n{self.en}\n  What to do: {self.remedy_en}\n"
            f"{self.zh}\n  怎么办:{self.remedy_zh}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        number = "none" if self.errno is None else str(self.errno)
        cells = (
            ("errno", number, ""),
            ("What happened", self.en, ""),
            ("What to do", self.remedy_en, ""),
            ("发生了什么", self.zh, ' lang="zh"'),
            ("怎么办", self.remedy_zh, ' lang="zh"'),
        )
        rows = "".join(
            f'<tr{lang}><th scope="row" style="text-align:left">{escape(name)}</th>'
            f'<td style="text-align:left">{escape(value)}</td></tr>'
            for name, value, lang in cells
        )
        return f"<table><caption>{escape(self.text)}</caption><tbody>{rows}</tbody></table>"

    def matches(self, text: str) -> bool:
        """Whether a pasted text means this error."""
        return any(re.search(each, text, re.IGNORECASE) for each in self.patterns())

    def patterns(self) -> tuple[str, ...]:
        """Our own text with its blanks open, and the variants."""
        own = re.sub(r"\\\{\w+\\\}", ".*", re.escape(self.text))
        return (f"{self.api}:fail {own}", *self.variants)


def catalogue(*entries: ErrorEntry) -> Mapping[str, ErrorEntry]:
    """Entries by address."""
    return {entry.address: entry for entry in entries}


def explained(text: object, entries: Mapping[str, ErrorEntry]) -> ErrorEntry | None:
    """Find the entry for whatever a user pastes: an ``errMsg``, a log line, an error, a ``res``."""
    found = getattr(text, "errMsg", None)
    if found is None and isinstance(text, Mapping):
        found = text.get("errMsg")
    line = str(text if found is None else found)
    return next((entry for entry in entries.values() if entry.matches(line)), None)
