"""What passes between the face and the network: an order, its answer, and who is told."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple, Protocol

from wxlab.core import multipart
from wxlab.core.failure import Failure
from wxlab.core.lifecycle import Happened
from wxlab.core.progress import Tick
from wxlab.core.timing import Marks
from wxlab.net.files import Target


class Order(NamedTuple):
    """What a caller asked for, checked and complete.

    ``timeout_ms`` is the budget that counts, ``asked_timeout_ms`` what the call itself said. The
    last six are a request's: its method and its body, what becomes of the answer's body, whether
    it is told piece by piece, and whether redirects are followed.
    """

    api: str
    url: str
    header: tuple[tuple[str, str], ...] = ()
    timeout_ms: float = 60_000
    asked_timeout_ms: float | None = None
    name: str = ""
    form: tuple[tuple[str, str], ...] = ()
    path: str | None = None
    shown_path: str = ""
    method: str = "GET"
    content: bytes | None = None
    as_text: bool = True
    as_json: bool = False
    chunked: bool = False
    follow: bool = True

    @property
    def is_upload(self) -> bool:
        """Whether a file is sent."""
        return self.api == "uploadFile"

    @property
    def file_name(self) -> str:
        """The last part of the path as the caller wrote it."""
        return PurePath(self.shown_path).name


@dataclass(slots=True)
class Answer:
    """A whole answer; ``as_json`` says that its text may be JSON, to be parsed.

    A download's file is not in place before ``commit``.
    """

    status: int
    header: dict[str, str]
    cookies: tuple[str, ...]
    marks: Marks
    data: str | bytes | None = None
    as_json: bool = False
    target: Target | None = None

    def commit(self) -> str:
        """Move a downloaded file into place and return its path; raises ``Failure``."""
        return "" if self.target is None else self.target.commit(self._extension)

    def _extension(self) -> str:
        kind = next((v for k, v in self.header.items() if k.lower() == "content-type"), None)
        return multipart.extension_of(kind)

    def discard(self) -> None:
        """The answer came too late: nothing of it stays."""
        if self.target is not None:
            self.target.discard()


class Listener(Protocol):
    """Whom a transfer tells; called on the network thread."""

    @property
    def failed(self) -> bool:
        """Whether a failure has been decided on."""

    def decide(self, failure: Failure) -> bool:
        """Settle on a failure unless something was decided before; whether it was this."""

    def happened(self, what: Happened) -> None:
        """The transfer enters another stage."""

    def progressed(self, tick: Tick) -> None:
        """More of the body has gone or come."""

    def answered(
        self, status: int, header: dict[str, str], cookies: tuple[str, ...], whole: bool
    ) -> None:
        """The final response's headers are here; if it is ``whole``, so is its body."""

    def received(self, data: bytes) -> None:
        """A piece of a body that is told piece by piece."""

    def finished(self, answer: Answer | None, marks: Marks, alone: bool) -> None:
        """Nothing more will be told, and all resources are given back; ``None``: it failed.

        ``alone`` says that no other transfer is under way.
        """
