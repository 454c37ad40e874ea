from xml.etree import ElementTree

import pytest

from wxlab.practice.storage.refusal import StorageError, document


def test_a_refusal_is_the_services_error_and_two_sentences():
    refusal = StorageError(400, "Code", "Why", en="So.", zh="如此。", details=[("Size", 5)])
    assert refusal.xml == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<Error>\n"
        "  <Code>Code</Code>\n"
        "  <Message>Why</Message>\n"
        "  <Size>5</Size>\n"
        '  <Explanation lang="en">So.</Explanation>\n'
        '  <Explanation lang="zh">如此。</Explanation>\n'
        "</Error>\n"
    )
    assert (refusal.status, str(refusal)) == (400, "Why")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ('["eq", "$a", "<b> & c"]', '["eq", "$a", "<b> & c"]'),
        ("\x00 \x1b \ud800 \uffff", "\ufffd \ufffd \ufffd \ufffd"),
        ("a\tb\nc", "a\tb\nc"),
        ("小明 😀", "小明 😀"),
    ],
)
def test_any_text_can_be_an_element(value, read):
    text = document("Root", [("Value", value)])
    assert ElementTree.fromstring(text.encode()).findtext("Value") == read
