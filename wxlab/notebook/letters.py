"""Bars of letters on coloured grounds: what charts of static views are made of.

Scripts and inline SVG do not survive an untrusted notebook, an export or GitHub's view; text does.
Where colours are stripped, the letters still draw the bar, and they tell the phases apart for
whoever does not tell the colours apart.
"""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from wxlab.core.phases import Phase
from wxlab.notebook.words import WORDS

PHASES = {
    "queued": ("q", "#5f6368"),
    "blocked": ("b", "#8a5a00"),
    "dns": ("D", "#00695c"),
    "connect": ("C", "#b3410e"),
    "tls": ("T", "#7b1fa2"),
    "send": ("s", "#1259b0"),
    "wait": ("w", "#2e7031"),
    "receive": ("r", "#ad1457"),
}
"""The letter and the ground of each kind of phase; white reads on each at 4.5:1 or better."""

GROUNDS = dict(PHASES.values()) | {"U": "#1259b0", "D": "#00695c"}
EMPTY = "·"


def bar(phases: Sequence[Phase], start: int, end: int, width: int) -> str:
    """The letters of one transfer from ``start`` to ``end`` (µs): in each, the longest phase."""
    letters = []
    for column in range(width):
        left = start + (end - start) * column / width
        right = start + (end - start) * (column + 1) / width
        letters.append(_longest(phases, left, right, end))
    return "".join(letters)


def _longest(phases: Sequence[Phase], left: float, right: float, end: int) -> str:
    best, letter = 0.0, EMPTY
    for phase in phases:
        over = end if phase.end is None else phase.end
        share = min(over, right) - max(phase.start, left)
        if share > best:
            best, letter = share, PHASES[phase.kind][0]
    return letter


def html(letters: str, grounds: dict[str, str] = GROUNDS) -> str:
    """The letters as coloured spans; the words beside them say it to a screen reader."""
    spans = []
    for letter, run in groupby(letters):
        text = escape("".join(run))
        ground = grounds.get(letter)
        style = f"background-color:{ground};color:#ffffff"
        spans.append(f'<span style="{style}">{text}</span>' if ground else text)
    return f'<code aria-hidden="true">{"".join(spans)}</code>'


def in_words(phases: Sequence[Phase], now: int, lang: str) -> str:
    """The phases one after another, with their lengths in milliseconds."""
    words, said = WORDS[lang], []
    for phase in phases:
        ms = milliseconds((now if phase.end is None else phase.end) - phase.start)
        form = words["phase lasting" if phase.end is None else "phase"]
        said.append(form.format(phase=words[f"phase {phase.kind}"], ms=ms))
    return (", " if lang == "en" else "，").join(said)


def legend(lang: str) -> str:
    """What each letter stands for, as text."""
    return ", ".join(f"{at} {WORDS[lang][f'phase {kind}']}" for kind, (at, _) in PHASES.items())


def milliseconds(us: float) -> str:
    """A duration in milliseconds, as exact as a reader can use."""
    ms = us / 1000
    return f"{ms:.1f}" if ms < 10 else f"{ms:,.0f}"
