"""JSON whose errors have a place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.practice.cloud.refusal import CloudError
from wxlab.practice.cloud.source import json_of, line_of, parsed, text_of


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("{\n", 2),
        ('{\n  "pages": [\n    "a",\n  ]\n}', 3),
        ('{"a": 1 ,\n\n}', 1),
        ("[1,\n,]", 2),
        ("[\n]]", 2),
        ("\n}", 2),
        ('{\n  // a comment\n  "a": 1\n}', 2),
        ('{"a": "line\nbreak"}', 1),
        ("{'a': 1}", 1),
        ('{"a": 1}\n\n{"b": 2}', 3),
        ('{\n\n"a": \n\n tru}', 5),
    ],
)
def test_a_broken_file_is_named_with_its_line(text, line):
    with pytest.raises(CloudError) as error:
        json_of(text.encode(), "app.json")
    assert (error.value.code, error.value.file, error.value.line) == (10006, "app.json", line)


def test_a_comma_too_many_is_called_one():
    for text in ("[1,]", '{"a": [1, {"b": 2}, ]}', '{"a": 1,\n}'):
        with pytest.raises(CloudError, match="a comma stands before"):
            parsed(text, "a.json")
    with pytest.raises(CloudError, match="Expecting value"):
        parsed("[1,,2]", "a.json")


def test_what_is_no_utf_8_has_a_line():
    with pytest.raises(CloudError) as error:
        text_of(b"{\n\n \xff}", "a.json")
    assert (error.value.code, error.value.line) == (10006, 3)


def test_a_byte_order_mark_is_no_error():
    assert json_of(b"\xef\xbb\xbf{}", "a.json") == {}


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "[" * 100_000, "1" * 5_000])
def test_what_python_would_take_or_choke_on_is_refused(text):
    with pytest.raises(CloudError) as error:
        parsed(text, "a.json")
    assert error.value.code == 10006


def test_texts_know_their_lines():
    said = json_of('{\n "a": ["x",\n  "x"],\n "b": {"c": "是"}}'.encode(), "a.json")
    assert [line_of(each) for each in said["a"]] == [2, 3]
    assert line_of(said["b"]["c"]) == 4
    assert line_of(5) is None
    assert said == {"a": ["x", "x"], "b": {"c": "是"}}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(JSON, st.sampled_from([None, 1]))
def test_it_reads_what_json_writes(value, indent):
    assert parsed(json.dumps(value, indent=indent), "a.json") == value


@given(st.text(max_size=30) | st.text(alphabet='[]{}":,1e-\\u0a \n', max_size=30))
def test_any_text_is_read_or_refused(text):
    code = None
    try:
        parsed(text, "a.json")
    except CloudError as error:
        code = error.code
    assert code in (None, 10006)
