"""Bars of letters: what they show, and that everybody can read them."""

import random
from html.parser import HTMLParser

import pytest

from wxlab.core.phases import KINDS, Phase
from wxlab.notebook import letters
from wxlab.notebook.words import WORDS


def luminance(colour):
    """WCAG 2.2, relative luminance of ``#rrggbb``."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class Html(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def a_phase_of_every_kind(length=1000):
    """Each of them as long as the others."""
    return [Phase(kind, at * length, (at + 1) * length) for at, kind in enumerate(KINDS)]


def test_the_contrast_is_computed_as_wcag_does():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", sorted({*letters.GROUNDS.values()}))
def test_white_reads_on_every_ground(ground):
    assert contrast("#ffffff", ground) >= 4.5


def test_every_kind_of_phase_has_a_letter_and_a_ground_of_its_own():
    assert tuple(letters.PHASES) == KINDS
    assert len({letter for letter, _ in letters.PHASES.values()}) == len(KINDS)
    assert len({ground for _, ground in letters.PHASES.values()}) == len(KINDS)
    for letter, ground in letters.PHASES.values():
        assert len(letter) == 1
        assert letter != letters.EMPTY
        assert letters.GROUNDS[letter] == ground


def test_uploads_and_downloads_are_told_apart():
    assert letters.GROUNDS["U"] != letters.GROUNDS["D"]


# -- bars ----------------------------------------------------------------------------------------


def test_a_bar_is_as_wide_as_it_should_be_and_shares_are_letters():
    phases = [Phase("send", 0, 250), Phase("wait", 250, 1000)]
    assert letters.bar(phases, 0, 1000, 40) == "s" * 10 + "w" * 30
    assert letters.bar(phases, 0, 1000, 4) == "swww"


def test_before_and_after_a_transfer_there_is_nothing():
    phases = [Phase("send", 200, 600)]
    assert letters.bar(phases, 0, 1000, 10) == "··ssss····"
    assert letters.bar([], 0, 1000, 10) == "·" * 10


def test_an_open_phase_goes_on_to_the_end_of_the_scale():
    phases = [Phase("send", 0, 500), Phase("wait", 500, None)]
    assert letters.bar(phases, 0, 1000, 10) == "ssssswwwww"


def test_a_letter_stands_for_what_took_longest_in_its_share():
    short = [Phase("queued", 0, 10), Phase("dns", 10, 70), Phase("connect", 70, 100)]
    assert letters.bar(short, 0, 100, 1) == "D"
    assert letters.bar([*short, Phase("wait", 100, 1000)], 0, 1000, 10) == "D" + "w" * 9


def test_all_kinds_in_one_bar():
    assert letters.bar(a_phase_of_every_kind(), 0, 8000, 16) == "qqbbDDCCTTsswwrr"


@pytest.mark.parametrize("seed", range(50))
def test_the_letters_of_a_phase_are_its_share_of_the_time(seed):
    chooser = random.Random(seed)
    start = at = 1_700_000_000_000_000
    phases = []
    for kind in KINDS:
        at += (length := chooser.randrange(2000, 100_000))
        phases.append(Phase(kind, at - length, at))
    width = 400
    drawn = letters.bar(phases, start, at, width)
    assert len(drawn) == width
    assert letters.EMPTY not in drawn
    for phase in phases:
        share = (phase.end - phase.start) * width / (at - start)
        assert abs(drawn.count(letters.PHASES[phase.kind][0]) - share) <= 1


# -- HTML ----------------------------------------------------------------------------------------


def test_letters_are_coloured_text_that_a_screen_reader_passes_over():
    seen = Html(letters.html("qq··ss·"))
    assert seen.text == "qq··ss·"
    assert seen.tags[0] == ("code", {"aria-hidden": "true"})
    assert seen.tags[1:] == [
        ("span", {"style": f"background-color:{ground};color:#ffffff"})
        for ground in (letters.PHASES["queued"][1], letters.PHASES["send"][1])
    ]


def test_what_is_no_letter_of_a_chart_is_text_without_colour():
    seen = Html(letters.html("<b>&s"))
    assert seen.text == "<b>&s"
    assert [tag for tag, _ in seen.tags] == ["code", "span", "span"]  # b stands for blocked
    assert "&lt;" in letters.html("<b>")


def test_no_letters_are_no_spans():
    assert letters.html("") == '<code aria-hidden="true"></code>'


# -- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", WORDS)
def test_the_legend_tells_every_letter(lang):
    legend = letters.legend(lang)
    for kind, (letter, _) in letters.PHASES.items():
        assert f"{letter} {WORDS[lang][f'phase {kind}']}" in legend.split(", ")


@pytest.mark.parametrize("lang", WORDS)
def test_every_kind_of_phase_has_a_word_of_its_own(lang):
    assert len({WORDS[lang][f"phase {kind}"] for kind in KINDS}) == len(KINDS)


def test_phases_in_words():
    phases = [Phase("queued", 1000, 2500), Phase("send", 2500, 14_500), Phase("wait", 14_500, None)]
    assert letters.in_words(phases, 2_014_500, "en") == (
        "queued 1.5 ms, sending 12 ms, waiting 2,000 ms so far"
    )
    assert (
        letters.in_words(phases, 2_014_500, "zh")
        == "排队 1.5 毫秒，发送 12 毫秒，等待 已 2,000 毫秒"
    )
    assert letters.in_words([], 5, "en") == ""


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (0, "0.0"),
        (149, "0.1"),
        (9_900, "9.9"),
        (10_000, "10"),
        (10_400, "10"),
        (999_000, "999"),
        (1_234_567_000, "1,234,567"),
    ],
)
def test_durations_are_as_exact_as_one_can_use(us, text):
    assert letters.milliseconds(us) == text
