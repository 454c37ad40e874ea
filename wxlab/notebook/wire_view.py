"""The wire view: a request's real bytes, cut into pieces that are named and explained."""

from html import escape

from wxlab.core.anatomy import Piece, pieces
from wxlab.core.excerpt import Excerpt
from wxlab.notebook.markup import paragraph, table
from wxlab.notebook.panel_words import LABELS
from wxlab.spec.anatomy import NOTES

GROUNDS = {
    "boundary": "#7b1fa2",
    "delimiter": "#7b1fa2",
    "closing": "#7b1fa2",
    "name": "#1259b0",
    "filename": "#00695c",
    "part-type": "#b3410e",
    "value": "#2e7031",
    "file": "#5f6368",
}
"""The grounds of the pieces that a form is about; white reads on each at 4.5:1 or better."""

_PRE = 'style="white-space:pre-wrap;overflow-wrap:anywhere;font-size:12px;line-height:1.6"'


def wire_view(excerpt: Excerpt, lang: str) -> str:
    """The bytes of one request as HTML: as they went out, and what each piece of them is."""
    found = pieces(excerpt.first, excerpt.last, excerpt.total)
    words = LABELS[lang]
    drawn = "".join(_drawn(piece, lang) for piece in found)
    heads = words["piece"], words["bytes shown"], words["meaning"]
    return (
        paragraph(words["excerpt"].format(count=excerpt.total))
        + f"<pre {_PRE}>{drawn}</pre>"
        + table("", heads, _explained(found, lang))
    )


def _drawn(piece: Piece, lang: str) -> str:
    if piece.kind == "gap":
        text = LABELS[lang]["left out"].format(count=piece.left_out)
        return f"<i>[{escape(text)}]</i>"
    # A line of the message is a line of the view, and the two bytes that end it are seen.
    text = escape(piece.text).replace("\\r\\n", "\\r\\n\n")
    ground = GROUNDS.get(piece.kind)
    if ground is None:
        return text
    title = escape(_label(piece.kind, lang))
    return f'<span title="{title}" style="background-color:{ground};color:#ffffff">{text}</span>'


def _explained(found: tuple[Piece, ...], lang: str) -> list[tuple[str, str, str]]:
    """One line for each kind, with the first piece of it."""
    first: dict[str, Piece] = {}
    for piece in found:
        if piece.kind != "gap":
            first.setdefault(piece.kind, piece)
    return [
        (_label(kind, lang), _short(piece.text), _note(kind, lang)) for kind, piece in first.items()
    ]


def _label(kind: str, lang: str) -> str:
    return NOTES[kind].label_zh if lang == "zh" else NOTES[kind].label_en


def _note(kind: str, lang: str) -> str:
    return NOTES[kind].zh if lang == "zh" else NOTES[kind].en


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
