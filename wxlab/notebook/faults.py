"""``faults()``: what a practice server can be made to do wrong, and what the caller then reads."""

from collections.abc import Iterable
from typing import Self

from wxlab.core.view import View
from wxlab.notebook import journal
from wxlab.notebook.tables import Lang, fault_view
from wxlab.spec import FAULTS, FaultEntry, explain


class Faults(tuple[FaultEntry, ...]):
    """A tuple of faults that shows itself as a table, in text and in HTML."""

    view: View

    def __new__(cls, entries: Iterable[FaultEntry], lang: Lang = "both", caption: str = "") -> Self:
        """The entries, shown in a language; `caption` replaces the table's own."""
        made = super().__new__(cls, entries)
        made.view = fault_view(made, lang, caption)
        return made

    def __repr__(self) -> str:
        return repr(self.view)

    def _repr_html_(self) -> str:
        return self.view._repr_html_()


def faults(text: object = None, lang: Lang = "both") -> Faults:
    """All faults, or those that lead to a `text`: an ``errMsg``, a line of a log, an error.

    ``server.fault(name)`` puts one in force. ``lang`` is ``"zh"``, ``"en"`` or ``"both"``.
    Raises ``ValueError`` for another language, and for a text that ``explain`` does not know.
    """
    if lang not in ("zh", "en", "both"):
        raise ValueError(f'lang should be "zh", "en" or "both", not {lang!r}')
    journal.opened()
    if text is None:
        return Faults(FAULTS.values(), lang)
    entry = explain(text)
    if entry is None:
        raise ValueError(f"no error is known that says {text!r}; faults() lists all faults")
    found = [each for each in FAULTS.values() if each.error == entry.address]
    if not found:
        return Faults(
            (), lang, f"No fault leads to {entry.shown!r}. How to see it: {entry.provoke}"
        )
    return Faults(found, lang)
