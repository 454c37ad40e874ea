"""What the user chooses: pictures and videos, in a picker, or as a script says.

A choice is over when files were chosen, or when its user has changed their mind: then it fails with
``cancel``, as it does when the mini-program is closed or whoever waits is interrupted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wxlab.api.pending import Pending
from wxlab.api.record import Record
from wxlab.api.reply import Values
from wxlab.api.script import SCRIPT
from wxlab.core.failure import Failure
from wxlab.net.album import Album, Arrival, Chosen
from wxlab.spec import supported, table
from wxlab.spec.media import QUALITY

if TYPE_CHECKING:
    from wxlab.api.mini_program import Wx


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may be chosen: how many files, of which ``kinds`` (``image``, ``video``), from where.

    ``places`` are ``album`` and ``camera``, ``camera`` is ``back`` or ``front``; ``compressed``
    says that only compressed pictures are wanted. ``lang`` is the picker's.
    """

    count: int
    kinds: tuple[str, ...]
    places: tuple[str, ...]
    camera: str = "back"
    compressed: bool = False
    lang: str = "en"


class Choice(Pending):
    """What ``chooseImage`` and ``chooseMedia`` return. ``wanted`` is for whoever shows a picker."""

    def __init__(self, wx: "Wx", api: str, callbacks: Values, wanted: Wanted) -> None:
        self.wanted = wanted
        self.deaf = ""
        """Why nobody is heard while a cell waits for this choice, where it is so."""
        self._library = wx.base_library
        self._album = Album(wx._engine.root)
        super().__init__(wx, api, callbacks)

    @property
    def over(self) -> bool:
        """Whether it is decided."""
        return self._res is not None

    def receive(self, name: str) -> Arrival:
        """A place for a file that comes piece by piece."""
        return self._album.receive(name)

    def take(self, path: str) -> Chosen:
        """Copy a file that is there; ``Failure`` names it."""
        return self._album.take(path)

    def drop(self, files: Iterable[Chosen]) -> None:
        """Remove files that were copied for nothing."""
        for each in files:
            self._album.drop(each)

    def chosen(self, files: Sequence[Chosen]) -> None:
        """The user has chosen; what is more than was wanted, or comes too late, is left out."""
        if self.over:
            self.drop(files)
        else:
            self.do(lambda: self._result(files))

    def cancel(self) -> bool:
        """The user has changed their mind."""
        return self.fail(Failure("cancel"))

    def decide(self, failure: Failure) -> bool:
        """Closing the mini-program closes the picker; one that is open needs no network."""
        return failure.entry.address == "abort" and self.cancel()

    def when_over(self, call: Callable[[], object]) -> None:
        """Have ``call()`` called when its last callback has returned; at once if it has."""
        self._completion.call_when_set(call)

    def _abort(self) -> None:
        self.cancel()

    def _in_vain(self) -> str:
        return "" if self.over or SCRIPT.in_callback() else self.deaf

    # -- what is told of the files -------------------------------------------------------------

    def _result(self, files: Sequence[Chosen]) -> Mapping[str, Any]:
        kept = files[: self.wanted.count]
        self.drop(files[self.wanted.count :])
        if not kept:
            raise Failure("cancel")
        if self.wanted.compressed:
            kept = [self._smaller(each) for each in kept]
        told = self._pictures(kept) if self._api == "chooseImage" else self._media(kept)
        rows = table(f"{self._api}.success").rows
        there = {row.name for row in rows if supported(row.address, self._library)}
        return {name: value for name, value in told.items() if name in there}

    def _smaller(self, file: Chosen) -> Chosen:
        return self._album.compressed(file, QUALITY) if file.kind == "image" else file

    def _pictures(self, files: Sequence[Chosen]) -> Mapping[str, Any]:
        return {
            "tempFilePaths": [each.path for each in files],
            "tempFiles": [Record(path=each.path, size=each.size) for each in files],
        }

    def _media(self, files: Sequence[Chosen]) -> Mapping[str, Any]:
        kinds = {each.kind for each in files}
        return {
            "tempFiles": [Record(self._about(each)) for each in files],
            "type": "mix" if len(kinds) > 1 else kinds.pop(),
        }

    def _about(self, file: Chosen) -> dict[str, Any]:
        told: dict[str, Any] = {"tempFilePath": file.path, "size": file.size}
        with suppress(Failure):
            if (size := self._album.dimensions(file)) is not None:
                told |= {"height": size[1], "width": size[0]}
        return told | {"fileType": file.kind}
