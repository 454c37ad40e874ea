"""What is said aloud of a transfer: its start, its quarters, its end; not every number."""

from wxlab.api.trace import Trace
from wxlab.notebook import picture
from wxlab.notebook.words import WORDS

QUARTERS = (0, 25, 50, 75, 100)


class Milestones:
    """Follows one task for people who listen to it."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._said = ""

    def news(self, seen: Trace) -> str:
        """What to say now; ``""`` when it was said already."""
        text = self._text(seen)
        if text == self._said:
            return ""
        self._said = text
        return WORDS[self._lang]["heard"].format(name=seen.name, what=text)

    def _text(self, seen: Trace) -> str:
        if seen.result is not None:
            return picture.state(seen, None, self._lang)
        percent, _ = picture.progress(seen, self._lang)
        if seen.state == "queued" or percent is None:
            return WORDS[self._lang][seen.state]
        return f"{max(quarter for quarter in QUARTERS if quarter <= percent)} %"
