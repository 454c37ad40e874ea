"""A transfer's failure: one row of the error catalogue with its blanks filled in."""

from collections.abc import Mapping

from wxlab.spec import ERRORS, ErrorEntry


class Failure(Exception):  # noqa: N818 - the platform says "fail", and so do we
    """Why a transfer failed.

    ``entry`` is the catalogue row, ``text`` what follows ``uploadFile:fail ``, ``errno`` the
    platform's number or ``None``. ``because`` is what the text leaves out, where that is known.
    """

    def __init__(
        self, address: str, because: Mapping[str, object] | None = None, **blanks: object
    ) -> None:
        self.entry: ErrorEntry = ERRORS[address]
        self.because = because
        self._blanks = blanks
        self.text = self.entry.text.format(**blanks)
        super().__init__(self.text)

    @property
    def errno(self) -> int | None:
        """The platform's error number, ``None`` where it has none (``abort``)."""
        return self.entry.errno

    def told(self, platform: str, api: str) -> tuple[str, int | None]:
        """Text and number as a platform has them; wxlab's own where nothing else is known."""
        for saying in self.entry.sayings:
            if saying.fits(platform, api):
                return saying.text.format(**{"peer": "", **self._blanks}).rstrip(), saying.errno
        return self.text, self.errno
