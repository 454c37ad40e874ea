"""Why a storage does not take a form: its own error, and two sentences for a learner."""

import re
from collections.abc import Iterable
from html import escape

# What XML 1.0 has no way to write, and halves of characters, which no text may hold.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class StorageError(Exception):
    """A refusal: `status`, and the `code`, `message` and `details` that the service would send.

    `en` and `zh` explain it; the services themselves say no such thing.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        en: str,
        zh: str,
        details: Iterable[tuple[str, object]] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.en = en
        self.zh = zh
        self.details = tuple(details)

    @property
    def xml(self) -> str:
        """The answer's body: the service's elements, then one explanation per language."""
        own = [("Code", self.code), ("Message", self.message), *self.details]
        why = "".join(
            f'  <Explanation lang="{lang}">{written(text)}</Explanation>\n'
            for lang, text in (("en", self.en), ("zh", self.zh))
        )
        return document("Error", own, why)


def document(root: str, elements: Iterable[tuple[str, object]], more: str = "") -> str:
    """A small XML document, an element a line; `more` is XML to stand after them."""
    lines = "".join(f"  <{name}>{written(value)}</{name}>\n" for name, value in elements)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>\n{lines}{more}</{root}>\n'


def written(value: object) -> str:
    """`value` as the text of an XML element; what XML cannot hold becomes U+FFFD.

    Quotation marks stay, so that a condition reads as it was written.
    """
    return escape(_UNWRITABLE.sub("\ufffd", str(value)), quote=False)
