"""JSON with lines and columns: the same values as json's, and mistakes named where they stand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.core.places import JsonError, Place, Placed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_it_reads_what_json_writes(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    if "Infinity" not in text:
        assert Placed(text).value == json.loads(text)


@given(st.text(alphabet='{}[]":,\\ \n\t01-.eutrflsn/*,', max_size=12))
def test_it_refuses_what_json_refuses_and_nothing_else(text):
    try:
        expected = json.loads(text)
    except ValueError:
        with pytest.raises(JsonError) as refused:
            Placed(text)
        assert refused.value.place >= (1, 1)
    else:
        assert Placed(text).value == expected


TEXT = """{
  "pages": ["a", "b"],
  "tabBar": {
    "list": [
      {"pagePath": "a"},
      {"pagePath": "b", "text": "乙"}
    ]
  }
}
"""


@pytest.mark.parametrize(
    ("path", "place", "name"),
    [
        ((), (1, 1), (1, 1)),
        (("pages",), (2, 12), (2, 3)),
        (("pages", 1), (2, 18), (2, 18)),
        (("tabBar", "list", 1, "text"), (6, 33), (6, 25)),
        (("tabBar", "list", 1, "iconPath"), (6, 7), (6, 7)),
        (("window", "color"), (1, 1), (1, 1)),
    ],
)
def test_every_value_has_a_place_and_a_missing_one_that_of_what_should_hold_it(path, place, name):
    placed = Placed(TEXT)
    assert placed.place(*path) == Place(*place)
    assert placed.name_place(*path) == Place(*name)


def test_a_name_that_stands_twice_is_told():
    placed = Placed('{"a": 1, "b": {"c": 1,\n "c": 2}}')
    assert placed.repeated == [("b", "c")]
    assert placed.value["b"]["c"] == 2
    assert placed.name_place("b", "c") == (2, 2)


def test_a_byte_order_mark_is_no_mistake():
    assert Placed('\ufeff{"a": 1}').value == {"a": 1}


@pytest.mark.parametrize(
    ("text", "place", "en"),
    [
        ("", (1, 1), "a value is expected, and the file ends"),
        ('{"a": 1,\n}', (1, 8), "no comma may stand before }"),
        ("[1,\n2,\n]", (2, 2), "no comma may stand before ]"),
        ('{\n  // pages\n  "a": 1}', (2, 3), "JSON has no comments"),
        ('{"a": 1 /* one */}', (1, 9), "JSON has no comments"),
        ("{'a': 1}", (1, 2), "JSON's quotation mark is \""),
        ('{"a": 1\uff0c"b": 2}', (1, 8), "the Chinese \uff0c should be ,"),
        ('{"a"\uff1a 1}', (1, 5), "the Chinese \uff1a should be :"),
        ("{“a”: 1}", (1, 2), 'the Chinese “ should be "'),
        ('{"a" 1}', (1, 6), "a colon is expected after the name"),
        ("{a: 1}", (1, 2), 'a name in "…" is expected'),
        ('["a\nb"]', (1, 4), "this may not stand in a text"),
        ('["a', (1, 2), 'this text has no closing "'),
        ("[1 2]", (1, 4), "a comma or ] is expected"),
        ("[NaN]", (1, 2), "a value is expected"),
        ("{}\n{}", (2, 1), "nothing may follow the value"),
        ("[" * 10_000, (1, 202), "it is nested too deep"),
    ],
)
def test_a_mistake_is_named_with_its_line(text, place, en):
    with pytest.raises(JsonError) as refused:
        Placed(text)
    assert refused.value.place == place
    assert refused.value.en == en
    assert any("\u4e00" <= each <= "\u9fff" for each in refused.value.zh)
