"""What a query says, whatever it is."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from wxlab.practice.exchange import Exchange, RefusedError, whole_number

LOW, HIGH = 3, 2**40


def asked(query):
    """An exchange of which only the query is looked at."""
    request = SimpleNamespace(raw_path=f"/?{query}")
    return Exchange(request, *[None] * 10)


@given(st.text(alphabet=st.characters()) | st.integers().map(str) | st.from_regex(r"\d+"))
def test_a_number_is_within_its_bounds_or_refused(value):
    try:
        number = whole_number("n", value, LOW, HIGH)
    except RefusedError as refusal:
        said = refusal.en
    else:
        said = ""
        assert LOW <= number <= HIGH
        assert value.isascii()
    assert len(said) < 500


@given(st.text() | st.lists(st.sampled_from([*"n=&%;+0", "%00", "%ff", "n=1"])).map("".join))
def test_any_query_can_be_asked(query):
    exchange = asked(query)
    text = exchange.text("n")
    assert text is None or isinstance(text, str)
    assert exchange.flag("n") == (text not in (None, "0"))
    try:
        assert exchange.number("n", 5, LOW, HIGH) in range(LOW, HIGH + 1)
    except RefusedError:
        assert text is not None
