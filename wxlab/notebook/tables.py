"""``table(...)``: the specification's tables as a reader sees them, in text and HTML.

The HTML needs no style sheet and sets no colours, so it reads in light and dark themes, on narrow
screens, and where styles are stripped.
"""

import difflib
from collections.abc import Callable, Iterable
from typing import Literal

from wxlab.core.view import View
from wxlab.notebook import journal
from wxlab.spec import ERRORS, FAULTS, TABLES, FaultEntry, Row
from wxlab.spec.course import LESSONS, PAINS
from wxlab.spec.terms import TERMS

Lang = Literal["zh", "en", "both"]
_SOURCES = {"seed": "seed", "platform": "today's platform"}
_ALL = "There is table(address) for each of these addresses"


def table(address: str | None = None, lang: Lang = "both") -> View:
    """Show a table: ``table("uploadFile.object")``, ``"limits"``, ``"errors"``; alone, all of them.

    There are also ``"faults"`` and the course's own: ``"lessons"``, ``"pains"`` and ``"terms"``.
    ``lang`` is ``"zh"``, ``"en"`` or ``"both"``. Raises ``ValueError`` for an address or language
    that there is not, naming near misses.
    """
    if lang not in ("zh", "en", "both"):
        raise ValueError(f'lang should be "zh", "en" or "both", not {lang!r}')
    journal.opened()
    if address is None:
        return _contents(lang)
    if isinstance(address, str) and address in _VIEWS:
        return _VIEWS[address](lang)
    if not isinstance(address, str) or address not in TABLES:
        raise ValueError(_unknown(address))
    return _rows(address, lang)


def _rows(address: str, lang: Lang) -> View:
    found = TABLES[address]
    columns: list[tuple[str, Callable[[Row], str]]] = [
        ("name", lambda row: row.name),
        ("type", lambda row: row.kind),
    ]
    if any(row.required for row in found.rows):
        columns.append(("required", lambda row: "yes" if row.required else "no"))
    if any(row.default is not None for row in found.rows):
        columns.append(("default", lambda row: "" if row.default is None else _js(row.default)))
    if any(row.since for row in found.rows):
        columns.append(("since", lambda row: row.since or ""))
    if lang != "en":
        columns.append(("说明", lambda row: row.zh))
    if lang != "zh":
        columns.append(("meaning", _meaning))
    if any(row.source != "seed" for row in found.rows):
        columns.append(("source", lambda row: _SOURCES[row.source]))
    lines = tuple(tuple(cell(row) for _, cell in columns) for row in found.rows)
    caption = _both(lang, f"{found.title_en} ({address})", found.title_zh)
    return View(caption, tuple(head for head, _ in columns), lines)


def _errors(lang: Lang) -> View:
    heads = ["text after :fail", "errno"]
    heads += ["发生了什么", "怎么办"] if lang != "en" else []
    heads += ["what happened", "what to do"] if lang != "zh" else []
    lines = []
    for entry in ERRORS.values():
        cells = [entry.shown, "" if entry.errno is None else str(entry.errno)]
        cells += [entry.zh, entry.remedy_zh] if lang != "en" else []
        cells += [entry.en, entry.remedy_en] if lang != "zh" else []
        lines.append(tuple(cells))
    return View(_both(lang, "The error catalogue", "错误目录"), tuple(heads), tuple(lines))


def fault_view(entries: Iterable[FaultEntry], lang: Lang, caption: str = "") -> View:
    """Faults of a practice server: what happens, and what the caller then reads."""
    heads = ["fault", "numbers", "text after :fail", "errno"]
    heads += ["发生了什么"] if lang != "en" else []
    heads += ["what happens"] if lang != "zh" else []
    lines = []
    for entry in entries:
        numbers = ", ".join(f"{name}={value}" for name, value in entry.numbers.items())
        text = entry.leads_to("zh" if lang == "zh" else "en")
        cells = [entry.name, numbers, text, "" if entry.errno is None else str(entry.errno)]
        cells += [entry.zh] if lang != "en" else []
        cells += [entry.en] if lang != "zh" else []
        lines.append((*cells, entry.lesson.notebook))
    told = caption or _both(lang, "Faults: server.fault(name)", "故障：server.fault(name)")
    return View(told, (*heads, _both(lang, "lesson", "课程")), tuple(lines))


def _faults(lang: Lang) -> View:
    return fault_view(FAULTS.values(), lang)


def _lessons(lang: Lang) -> View:
    lines = tuple(
        (each.notebook, _both(lang, each.en, each.zh), str(each.minutes)) for each in LESSONS
    )
    heads = _both(lang, "lesson", "课程"), _both(lang, "title", "标题"), "min"
    return View(_both(lang, "The lessons", "课程"), heads, lines)


def _pains(lang: Lang) -> View:
    heads = ["lesson"] + (["症状"] if lang != "en" else []) + (["symptom"] if lang != "zh" else [])
    lines = []
    for pain in PAINS:
        told = [pain.zh] if lang != "en" else []
        told += [pain.en] if lang != "zh" else []
        lines.append((pain.lesson, *told))
    return View(
        _both(lang, "What hurts, and where it is cured", "常见问题与课程"),
        tuple(heads),
        tuple(lines),
    )


def _terms(lang: Lang) -> View:
    meanings = (["说明"] if lang != "en" else []) + (["meaning"] if lang != "zh" else [])
    lines = []
    for term in TERMS:
        told = [term.meaning_zh] if lang != "en" else []
        told += [term.meaning_en] if lang != "zh" else []
        lines.append((term.en, term.zh, *told, term.lesson.partition("_")[0]))
    heads = ("term", "术语", *meanings, "lesson")
    return View(_both(lang, "The terms", "术语"), heads, tuple(lines))


def _contents(lang: Lang) -> View:
    lines = [
        (found.address, str(len(found.rows)), _both(lang, found.title_en, found.title_zh))
        for found in TABLES.values()
    ]
    for name, count in (
        ("errors", ERRORS),
        ("faults", FAULTS),
        ("lessons", LESSONS),
        ("pains", PAINS),
        ("terms", TERMS),
    ):
        lines.append((name, str(len(count)), _VIEWS[name](lang).caption))
    return View(_both(lang, _ALL, "可用的表格"), ("address", "rows", "title"), tuple(lines))


def _both(lang: Lang, en: str, zh: str) -> str:
    return {"en": en, "zh": zh, "both": f"{en} · {zh}"}[lang]


def _meaning(row: Row) -> str:
    return f"{row.en} ({row.note})" if row.note else row.en


def _js(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _unknown(address: object) -> str:
    known = (*TABLES, *_VIEWS)
    close = difflib.get_close_matches(str(address), known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(close)}?" if close else f"there is {', '.join(known)}"
    return f"no table is called {address!r}; {hint}"


_VIEWS: dict[str, Callable[[Lang], View]] = {
    "errors": _errors,
    "faults": _faults,
    "lessons": _lessons,
    "pains": _pains,
    "terms": _terms,
}
"""The tables that are no tables of the specification."""
