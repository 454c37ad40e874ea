"""The widget that is heard, without a browser."""

import pytest

from wxlab.notebook.voice import Voice
from wxlab.notebook.words import WORDS


@pytest.mark.parametrize("lang", WORDS)
def test_it_begins_silent_and_knows_what_to_say_when_the_kernel_is_gone(lang):
    voice = Voice(lang)
    assert (voice.said, voice.over) == ("", False)
    assert (voice.lang, voice.gone) == (lang, WORDS[lang]["gone"])


def test_the_page_is_told_all_of_it():
    voice = Voice("en")
    told = voice.get_state()
    assert {"said", "over", "gone", "lang"} <= set(told)
    voice.said, voice.over = "Upload: 25 %", True
    assert voice.get_state(["said", "over"]) == {"said": "Upload: 25 %", "over": True}


def test_what_stays_the_same_is_not_said_again():
    voice, heard = Voice("zh"), []
    voice.observe(lambda change: heard.append(change["new"]), "said")
    for text in ("a", "a", "b", "b"):
        voice.said = text
    assert heard == ["a", "b"]


def test_its_page_is_a_live_region_that_asks_nothing_of_any_server():
    assert "aria-live" in Voice._esm
    assert "://" not in Voice._esm + Voice._css
