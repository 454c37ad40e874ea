"""Why the cloud does not do what it was asked to."""


class CloudError(Exception):
    """A refusal: an HTTP status, a code of ``wxlab.spec.cloud``, and the sentence twice.

    `file` and `line` name the place in the package that is wrong, where there is one.
    """

    def __init__(
        self,
        code: int,
        en: str,
        zh: str,
        *,
        status: int = 400,
        file: str | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(en)
        self.code = code
        self.en = en
        self.zh = zh
        self.status = status
        self.file = file
        self.line = line

    @property
    def json(self) -> dict[str, object]:
        """The answer's body."""
        place = {"file": self.file, "line": self.line}
        said: dict[str, object] = {"code": self.code, "message": self.en, "message_zh": self.zh}
        return said | {name: value for name, value in place.items() if value is not None}


def nothing_there(what: str, zh: str) -> CloudError:
    """Say that there is no such thing: 404."""
    return CloudError(40005, f"there is no {what}", f"没有{zh}", status=404)
