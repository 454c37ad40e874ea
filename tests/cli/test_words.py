"""The sentences of the command line."""

import re
from pathlib import Path
from string import Formatter

import pytest

from wxlab.cli import words


def gaps(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("name", words.SENTENCES)
def test_both_languages_leave_the_same_gaps(name):
    sentence = words.SENTENCES[name]
    assert set(sentence) == {"en", "zh"}
    assert gaps(sentence["en"]) == gaps(sentence["zh"])


@pytest.mark.parametrize("name", words.SENTENCES)
def test_every_sentence_is_said_somewhere(name):
    modules = Path(words.__file__).parent.glob("*.py")
    code = "".join(path.read_text("utf-8") for path in modules if path.name != "words.py")
    assert f'"{name}"' in code


def test_every_sentence_that_is_said_exists():
    modules = Path(words.__file__).parent.glob("*.py")
    code = "".join(path.read_text("utf-8") for path in modules)
    pattern = r'say\(language, "([^"]+)"|Finding\("[a-z]+", "([^"]+)"'
    said = {a or b for a, b in re.findall(pattern, code)}
    assert len(said) > 20
    assert said <= set(words.SENTENCES)


def test_a_missing_gap_is_an_error():
    with pytest.raises(KeyError):
        words.say("en", "port refused", port=1)
