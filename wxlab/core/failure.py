"""A transfer's failure: one row of the error catalogue with its blanks filled in."""

from wxlab.spec import ERRORS, ErrorEntry


class Failure(Exception):  # noqa: N818 - the platform says "fail", and so do we
    """Why a transfer failed.

    ``entry`` is the catalogue row, ``text`` what follows ``uploadFile:fail ``, ``errno`` the
    platform's number or ``None``.
    """

    def __init__(self, address: str, **blanks: object) -> None:
        self.entry: ErrorEntry = ERRORS[address]
        self.text = self.entry.text.format(**blanks)
        super().__init__(self.text)

    @property
    def errno(self) -> int | None:
        """The platform's error number, ``None`` where it has none (``abort``)."""
        return self.entry.errno
