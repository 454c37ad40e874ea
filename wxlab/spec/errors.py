"""The error catalogue: what a text means, and what to do.

The platform's texts differ by device and version, so an entry also knows its ``sayings``, what
each platform says in the same case, and its ``variants``, regular expressions for whatever else
was seen. Match errors by meaning, never by equality.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wxlab.spec.course import lesson_of
from wxlab.spec.platforms import Saying
from wxlab.spec.sheet import sheet

LONGEST = 10_000
"""Characters of a pasted text that are looked at; who pastes a whole log waits for no answer."""


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
    api: str = r"\w"
    sayings: tuple[Saying, ...] = ()

    @property
    def shown(self) -> str:
        """The text with its blanks left open, for people."""
        return re.sub(r"\{\w+\}", "…", self.text)

    def __str__(self) -> str:
        number = "no errno" if self.errno is None else f"errno {self.errno}"
        lesson = lesson_of(self.address)
        return (
            f"{self.shown}  ({number})\n{self.en}\n  What to do: {self.remedy_en}\n"
            f"{self.zh}\n  怎么办:{self.remedy_zh}\n"
            f"Lesson: {lesson.notebook} · {lesson.en} · {lesson.zh}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        number = "none" if self.errno is None else str(self.errno)
        lesson = lesson_of(self.address)
        lines = (
            ("errno", number),
            ("What happened", self.en),
            ("What to do", self.remedy_en),
            ("发生了什么", self.zh),
            ("怎么办", self.remedy_zh),
            ("Lesson", f"{lesson.notebook} · {lesson.en} · {lesson.zh}"),
        )
        return sheet(self.shown, lines)

    def is_said_by(self, line: str) -> bool:
        """Whether a line has this very text, or a platform's, with its blanks filled in."""
        texts = ((self.api, self.text), *((each.api, each.text) for each in self.sayings))
        return any(_has(line, api, text) for api, text in texts)

    def is_meant_by(self, line: str) -> bool:
        """Whether a line has what another platform says in the same case."""
        return any(re.search(each, line, re.IGNORECASE) for each in self.variants)


def _has(line: str, api: str, text: str) -> bool:
    own = re.sub(r"\\\{\w+\\\}", ".*", re.escape(text))
    return re.search(f"{api}:fail {own}", line, re.IGNORECASE) is not None


def catalogue(*entries: ErrorEntry) -> Mapping[str, ErrorEntry]:
    """Entries by address."""
    return {entry.address: entry for entry in entries}


def explained(text: object, entries: Mapping[str, ErrorEntry]) -> ErrorEntry | None:
    """Find the entry for whatever a user pastes: an ``errMsg``, a log line, an error, a ``res``.

    Our own texts are tried first, all of them: the variants are loose, and would find their words
    in the path of a file. A line that says ``:ok`` and nothing of ``:fail`` tells of no error.
    """
    found = getattr(text, "errMsg", None)
    if found is None and isinstance(text, Mapping):
        found = text.get("errMsg")
    line = str(text if found is None else found)[:LONGEST]
    if re.search(r"\w:ok\b", line) and ":fail" not in line.lower():
        return None
    for matches in (ErrorEntry.is_said_by, ErrorEntry.is_meant_by):
        for entry in entries.values():
            if matches(entry, line):
                return entry
    return None
