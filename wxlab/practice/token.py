"""The token: on a machine that others use too, what shows that a request is the learner's own.

It is the first segment of every path, so that queries, redirects and relative links go on working:
``http://127.0.0.1:8000/~TOKEN/upload``.
"""

import hmac
import re
import secrets
from dataclasses import dataclass

# What stands in a path as it is, whoever writes or reads it.
_TOKEN = re.compile(r"[A-Za-z0-9._-]{1,200}")


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A server's token; an empty ``text`` asks for none."""

    text: str = ""

    @classmethod
    def of(cls, given: bool | str) -> "Token":
        """True makes one that nobody can guess, False none.

        Raises ValueError for a text that would not stand in a URL as it is.
        """
        if isinstance(given, bool):
            return cls(secrets.token_urlsafe(16) if given else "")
        if not isinstance(given, str) or not _TOKEN.fullmatch(given):
            raise ValueError(
                "token should be True, False, or 1 to 200 letters, digits, dots, hyphens and"
                " underscores"
            )
        return cls(given)

    @property
    def prefix(self) -> str:
        """What every path begins with."""
        return f"/~{self.text}" if self.text else ""

    def inside(self, target: str) -> str | None:
        """A request's target without the token; None when it does not begin with it."""
        size = len(self.prefix)
        given, wanted = target[:size].encode(errors="surrogateescape"), self.prefix.encode()
        rest = target[size:]
        # In constant time: how far a guess is right must not show.
        if not hmac.compare_digest(given, wanted):
            return None
        if not self.prefix or rest.startswith("/"):
            return rest
        return f"/{rest}" if rest[:1] in ("", "?") else None

    def outside(self, path: str) -> str:
        """A path of this server as its clients must ask for it; anything else as it is."""
        elsewhere = not path.startswith("/") or path.startswith("//")
        has_it = self.prefix and self.inside(path) is not None
        return path if elsewhere or has_it else self.prefix + path
