"""A widget that is heard: a live region that stays in the page while its words change.

ipywidgets replaces the content of an HTML widget, live region and all, and a screen reader does not
hear of a region that has just come. It also cannot tell that its kernel is gone; this one can.
"""

from pathlib import Path

import anywidget
import traitlets

from wxlab.notebook.words import WORDS

HERE = Path(__file__).parent


class Voice(anywidget.AnyWidget):
    """Says ``said`` aloud; when the kernel is gone, says so in plain sight, and stops the view."""

    _esm = (HERE / "voice.js").read_text("utf-8")
    _css = (HERE / "voice.css").read_text("utf-8")
    said = traitlets.Unicode().tag(sync=True)
    over = traitlets.Bool(False).tag(sync=True)
    gone = traitlets.Unicode().tag(sync=True)
    lang = traitlets.Unicode().tag(sync=True)

    def __init__(self, lang: str) -> None:
        super().__init__(gone=WORDS[lang]["gone"], lang=lang)
