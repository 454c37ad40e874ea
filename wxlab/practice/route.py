"""A row of the table of routes: which paths are its own, and what answers them."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

Answer = Callable[..., Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """One row: ``{word}`` in `path` stands for one segment, handed to `answer` by its name.

    ``{word...}`` stands for all the rest of the path.
    `method` is the usual one; every route takes any. `reads_first`: the whole request body is
    read before `answer` is asked.
    """

    method: str
    path: str
    answer: Answer
    en: str
    zh: str
    reads_first: bool = True

    def match(self, path: str) -> dict[str, str] | None:
        """The words of `path`, or None when this is not its route."""
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.path))
        pattern = re.sub(r"\\\{(\w+)(?:\\\.){3}\\\}", r"(?P<\1>.+)", pattern)
        found = re.fullmatch(pattern, path, re.DOTALL)
        return found and found.groupdict()
