"""``waterfall(tasks)`` and ``concurrency(tasks)``: where the time went, as tables of letters."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from wxlab.api.task import Task
from wxlab.api.trace import Trace, each_task, moment
from wxlab.core.view import columns_of
from wxlab.notebook import letters
from wxlab.notebook.markup import LEFT
from wxlab.notebook.picture import state
from wxlab.notebook.words import WORDS, check_lang

_LETTERS = {"uploadFile": "U", "downloadFile": "D", "request": "R"}
_WORDS = 'style="font-size:0.85em;overflow-wrap:anywhere"'


@dataclass(frozen=True, slots=True)
class Cell:
    """A bar of letters, and the same in words."""

    bar: str
    words: str

    def __str__(self) -> str:
        return f"{self.bar} {self.words}".lstrip()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a chart: what it is about, and its bars."""

    head: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart at one moment: aligned text as ``repr``, a real table as HTML.

    With one column there is room for wide bars on narrow pages: each stands below its head.
    """

    caption: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    legend: str
    lang: str

    def __repr__(self) -> str:
        width = max((columns_of(line.head) for line in self.lines), default=0)
        rows = []
        for line in self.lines:
            head = line.head + " " * (width - columns_of(line.head))
            rows.append("  ".join([head, *map(str, line.cells)]))
        if not rows:
            return f"{self.caption}\n{WORDS[self.lang]['nothing']}"
        return "\n".join([self.caption, *rows, self.legend])

    def _repr_html_(self) -> str:
        heads = "".join(f'<th scope="col" {LEFT}>{escape(each)}</th>' for each in self.heads)
        nothing = escape(WORDS[self.lang]["nothing"])
        empty = f'<tr><td colspan="{len(self.heads)}">{nothing}</td></tr>'
        drawn = _below if len(self.heads) == 1 else _beside
        body = "".join(map(drawn, self.lines)) or f"<tbody>{empty}</tbody>"
        return (
            f'<table lang="{self.lang}"><caption {LEFT}>{escape(self.caption)}</caption>'
            f"<thead><tr>{heads}</tr></thead>{body}</table>"
            f'<p lang="{self.lang}"><small>{escape(self.legend)}</small></p>'
        )


def waterfall(tasks: Task | Iterable[Task], lang: str = "en", *, width: int = 24) -> Chart:
    """Where the time of one transfer or of several went, phase by phase, on one scale.

    Transfers under way are shown up to now. ``lang`` is ``"en"`` or ``"zh"``, ``width`` the letters
    of the whole scale. The phases are those of the profile's moments. Raises ``TypeError`` for
    anything but tasks, ``ValueError`` for another language or no width.
    """
    check_lang(lang)
    if not isinstance(width, int) or width < 1:
        raise ValueError(f"width should be a number of letters, 1 or more; got {width!r}")
    seen = [Trace.of(task) for task in each_task(tasks)]
    return chart_of(seen, lang, width)


def chart_of(seen: Sequence[Trace], lang: str, width: int) -> Chart:
    """The waterfall of tasks that were looked at."""
    words, now = WORDS[lang], moment()
    start = min((each.began for each in seen), default=now)
    end = max([start + 1, *(each.ended or now for each in seen)])
    lines = tuple(
        Line(
            f"{each.name}: {state(each, each.reading(), lang)}",
            (
                Cell(
                    letters.bar(each.phases, start, end, width),
                    letters.in_words(each.phases, now, lang),
                ),
            ),
        )
        for each in seen
    )
    caption = words["waterfall"].format(ms=letters.milliseconds(end - start if seen else 0))
    return Chart(caption, (words["transfer"],), lines, letters.legend(lang), lang)


def concurrency(tasks: Iterable[Task], lang: str = "en", *, steps: int = 12) -> Chart:
    """How many transfers ran at a time, and how many waited in line, step by step.

    Each line shows the most there were in its share of the time. ``lang`` is ``"en"`` or ``"zh"``.
    Raises ``TypeError`` for anything but tasks, ``ValueError`` for another language or no steps.
    """
    check_lang(lang)
    if not isinstance(steps, int) or steps < 1:
        raise ValueError(f"steps should be a number of lines, 1 or more; got {steps!r}")
    words, now = WORDS[lang], moment()
    seen = [Trace.of(task) for task in each_task(tasks)]
    start = min((each.began for each in seen), default=now)
    end = max([start + 1, *(each.ended or now for each in seen)])
    changes = sorted(change for each in seen for change in _changes(each, now))
    lines = []
    for number, (under_way, waiting) in enumerate(_peaks(changes, start, end, steps)):
        head = letters.milliseconds((end - start) * number / steps)
        running = Cell(under_way, str(len(under_way)))
        lines.append(Line(head, (running, Cell("q" * min(waiting, 40), str(waiting)))))
    return Chart(
        words["concurrency"].format(ms=letters.milliseconds(end - start if seen else 0)),
        (words["from ms"], words["running"], words["in line"]),
        tuple(lines) if seen else (),
        _legend(seen, lang),
        lang,
    )


def _changes(seen: Trace, now: int) -> Iterator[tuple[int, int, str]]:
    """When one more was running (a letter) or waiting in line (``q``), and when one less."""
    marks = seen.marks
    over = marks.ended or seen.ended or now
    if seen.order is None:
        return  # refused: it neither waits nor runs
    began = marks.queue_start or seen.began
    left = marks.queue_end if marks.queue_end > began or marks.hops else over
    if left > began:
        yield from ((began, 1, "q"), (left, -1, "q"))
    if over > left:
        kind = _LETTERS[seen.api]
        yield from ((left, 1, kind), (over, -1, kind))


def _peaks(
    changes: list[tuple[int, int, str]], start: int, end: int, steps: int
) -> Iterator[tuple[str, int]]:
    """Letters of those under way, and how many waited, at their most in each share of the time."""
    count = Counter[str]()
    at = 0
    for step in range(1, steps + 1):
        until = start + (end - start) * step / steps
        running, waiting = _under_way(count), count["q"]
        while at < len(changes) and (changes[at][0] < until or step == steps):
            _, change, kind = changes[at]
            count[kind] += change
            running = max(running, _under_way(count), key=len)
            waiting = max(waiting, count["q"])
            at += 1
        yield running, waiting


def _under_way(count: Counter[str]) -> str:
    return "".join(letter * count[letter] for letter in _LETTERS.values())


def _legend(seen: Sequence[Trace], lang: str) -> str:
    words = WORDS[lang]
    asked = any(each.api == "request" for each in seen)
    return words["legend concurrency"] + (f"; {words['legend requests']}" if asked else "")


def _beside(line: Line) -> str:
    cells = "".join(f"<td {LEFT}>{_drawn(cell)}</td>" for cell in line.cells)
    return f'<tbody><tr><th scope="row" {LEFT}>{escape(line.head)}</th>{cells}</tr></tbody>'


def _below(line: Line) -> str:
    (cell,) = line.cells
    head = f'<tr><th scope="rowgroup" {LEFT}>{escape(line.head)}</th></tr>'
    return f"<tbody>{head}<tr><td {LEFT}>{_drawn(cell)}</td></tr></tbody>"


def _drawn(cell: Cell) -> str:
    words = f"<span {_WORDS}>{escape(cell.words)}</span>"
    return f"{letters.html(cell.bar)} {words}" if cell.bar else words
