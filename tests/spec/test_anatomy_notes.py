"""The notes about a request's pieces."""

import re

import pytest

from wxlab.spec.anatomy import NOTES


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_every_note_has_a_label_and_a_sentence_in_both_languages(note):
    for text in (note.label_en, note.en):
        assert re.fullmatch("[ -~·]+", text)
    for text in (note.label_zh, note.zh):
        assert re.search("[\u4e00-\u9fff]", text)
        assert not re.search("您|[,;:!?](?![0-9])", text)
    assert note.en.endswith(".")
    assert note.zh.endswith("。")


def test_no_two_kinds_are_called_the_same():
    for labels in (
        [note.label_en for note in NOTES.values()],
        [n.label_zh for n in NOTES.values()],
    ):
        assert len(set(labels)) == len(labels)
