"""Figures as Markdown: what the README shows."""

from tests.benchmarks.goals import GOALS

TITLES = {
    "cpu/curl": "CPU beside curl's, median (least–most) of rounds: less is better",
    "rate": "What a second brings: MiB of large files, transfers of 10 KiB",
    "growth": "Growth of peak memory over start-up, in MiB",
}


def number(value):
    """Three digits that count."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread(figure):
    """A median with the least and the most; one number where nothing spreads."""
    if figure.least == figure.most:
        return number(figure.median)
    return f"{number(figure.median)} ({number(figure.least)}–{number(figure.most)})"


def table(heads, rows):
    """Lines of a Markdown table, the first column words and the others numbers."""
    yield f"| {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * (len(heads) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def races(results, peers):
    """A table for each key: a row a scenario, a column a peer."""
    for key, title in TITLES.items():
        rows = [
            [name, *(_cell(found, peer, key) for peer in peers)] for name, found in results.items()
        ]
        if any(cell != "–" for row in rows for cell in row[1:]):
            yield from ("", f"**{title}**", "", *table(["", *peers], rows))


def _cell(found, peer, key):
    figure = found.get(peer, {}).get(key)
    return "–" if figure is None else spread(figure)


def costs(results):
    """A row for each subject."""
    rows = [
        [f"{name}: {subject}", ", ".join(f"{key} {spread(one)}" for key, one in figures.items())]
        for name, found in results.items()
        for subject, figures in found.items()
    ]
    if rows:
        yield from ("", "**What it costs: median (least–most)**", "")
        yield from table(["", ""], rows)


def goals(results):
    """The goals that these results tell something of."""
    rows = []
    for goal in GOALS:
        figure = goal.figure(results)
        if figure is not None:
            met = "yes" if goal.met(figure) else "no"
            rows.append([goal.words, goal.wanted, spread(figure), met])
    if rows:
        yield from ("", "**Goals**", "", *table(["", "wanted", "measured", "met"], rows))
