from datetime import UTC, datetime

import pytest

from wxlab.practice.storage.policy import Condition, SizeRange, read
from wxlab.practice.storage.refusal import StorageError

EXPIRATION = "2030-01-01T00:00:00Z"


def test_a_policy_is_read_with_its_conditions_in_order(encoded):
    policy = read(
        encoded(
            {
                "expiration": "2030-01-01T00:00:00.500Z",
                "conditions": [
                    {"acl": "private"},
                    ["content-length-range", "5", 10],
                    ["Starts-With", "$Key", "user/"],
                    ["eq", "$bucket", "b"],
                ],
            }
        )
    )
    assert policy.expiration == datetime(2030, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)
    assert policy.conditions == (
        Condition("eq", "$acl", "private"),
        Condition("starts-with", "$Key", "user/"),
        Condition("eq", "$bucket", "b"),
    )
    assert policy.sizes == (SizeRange(5, 10),)
    assert policy.names == {"acl", "key", "bucket"}


def test_the_first_condition_that_does_not_hold_is_the_broken_one(encoded):
    conditions = [{"a": "1"}, {"b": "2"}, {"c": "3"}]
    policy = read(encoded({"expiration": EXPIRATION, "conditions": conditions}))
    assert policy.broken({"a": "1", "b": "2", "c": "3"}) is None
    assert str(policy.broken({"a": "1"})) == '["eq", "$b", "2"]'


def test_conditions_read_as_they_are_written():
    assert str(Condition("starts-with", "$key", 'user/"小明"/')) == (
        r'["starts-with", "$key", "user/\"小明\"/"]'
    )
    assert str(SizeRange(1, 10)) == '["content-length-range", 1, 10]'


@pytest.mark.parametrize(
    ("operation", "field", "value", "found", "holds"),
    [
        ("eq", "$key", "a", "a", True),
        ("eq", "$key", "a", "A", False),
        ("eq", "$key", "a", "ab", False),
        ("eq", "$key", "", "", True),
        ("eq", "$key", "", None, False),
        ("eq", "key", "a", "a", False),
        ("starts-with", "$key", "user/", "user/a", True),
        ("starts-with", "$key", "user/", "user", False),
        ("starts-with", "$key", "", "anything", True),
        ("starts-with", "$key", "", None, True),
        ("starts-with", "$key", "a", None, False),
        ("starts-with", "$key", "a", "a,b", True),
        ("starts-with", "$Content-Type", "image/", "image/png, image/gif", True),
        ("starts-with", "$Content-Type", "image/", "image/png,text/html", False),
    ],
)
def test_a_condition_holds_or_not(operation, field, value, found, holds):
    assert Condition(operation, field, value).holds(found) is holds


HOSTILE = {
    "nothing": b"",
    "no JSON": b"expiration",
    "cut JSON": b'{"expiration": "2030-01-01T00:00:00Z", "conditions": [',
    "no UTF-8": b'{"expiration": "\xff"}',
    "a list": b"[]",
    "null": b"null",
    "a number": b"1e999",
    "an endless number": b"1" * 15_000,
    "no conditions": b'{"expiration": "2030-01-01T00:00:00Z"}',
    "no expiration": b'{"conditions": []}',
    "conditions in braces": b'{"expiration": "2030-01-01T00:00:00Z", "conditions": {}}',
    "names in capitals": b'{"EXPIRATION": "2030-01-01T00:00:00Z", "CONDITIONS": []}',
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_policy_is_refused(encoded, document):
    with pytest.raises(StorageError, match=r"^Invalid Policy: ") as caught:
        read(encoded(document))
    assert (caught.value.status, caught.value.code) == (400, "InvalidPolicyDocument")


@pytest.mark.parametrize("text", ["", "{}", "e30", "e30=\n", "e30=!", "é", "\udc80", "=" * 100])
def test_what_is_not_base64_is_refused(text):
    with pytest.raises(StorageError, match="Invalid JSON"):
        read(text)


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 2030, [], {}, "", "tomorrow"),
        *("2030-01-01", "2030-01-01 00:00:00Z", "2030-01-01T00:00:00", "2030-01-01T00:00:00+00:00"),
        *(
            "2030-02-30T00:00:00Z",
            "2030-01-01T25:00:00Z",
            "0000-01-01T00:00:00Z",
            f"{EXPIRATION}\n",
        ),
        "٢٠٣٠-01-01T00:00:00Z",
    ],
)
def test_an_expiration_is_a_moment_in_utc(encoded, value):
    with pytest.raises(StorageError, match="Invalid 'expiration' value"):
        read(encoded({"expiration": value, "conditions": []}))


@pytest.mark.parametrize("fraction", ["", ".5", ".123", ".123456", ".123456789"])
def test_an_expiration_may_have_parts_of_a_second(encoded, fraction):
    written = f"2030-01-01T00:00:01{fraction}Z"
    found = read(encoded({"expiration": written, "conditions": []})).expiration
    assert found.replace(microsecond=0) == datetime(2030, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert found.microsecond == int(fraction[1:7].ljust(6, "0"))


@pytest.mark.parametrize(
    "condition",
    [
        *("text", 1, None, True, [], {}, {"a": "1", "b": "2"}, {"a": 1}, {"a": None}, {"a": {}}),
        *(["eq"], ["eq", "$a"], ["eq", "$a", 1], ["eq", 1, "a"], ["eq", "$a", "b", "c"]),
        *(["ends-with", "$a", "b"], ["in", "$a", ["b"]], [1, "$a", "b"], [["eq"], "$a", "b"]),
        *(["content-length-range", 1], ["content-length-range", 1, 2, 3]),
        *(["content-length-range", -1, 2], ["content-length-range", 0, "x"]),
        *(["content-length-range", True, 2], ["content-length-range", 0, 1.5]),
        *(["content-length-range", 0, "9" * 21], ["content-length-range", 0, float("nan")]),
    ],
)
def test_what_is_no_condition_is_refused_and_shown(encoded, condition):
    with pytest.raises(StorageError, match=r"^Invalid Policy: Invalid ") as caught:
        read(encoded({"expiration": EXPIRATION, "conditions": [condition]}))
    assert len(caught.value.message) < 300
    assert caught.value.xml


# The reader of JSON gives up somewhere between, and its writer perhaps a step earlier.
@pytest.mark.parametrize("depths", [range(1, 50), range(800, 1100), (7_000,)])
def test_no_depth_is_too_deep(encoded, depths):
    for depth in depths:
        nested = "[" * depth + "]" * depth
        text = f'{{"expiration": "{EXPIRATION}", "conditions": [{nested}]}}'
        with pytest.raises(StorageError, match=r"^Invalid Policy: Invalid "):
            read(encoded(text))


def test_halves_of_characters_do_no_harm(encoded):
    text = rf'{{"expiration": "{EXPIRATION}", "conditions": [{{"\ud800": "\u0000"}}]}}'
    (condition,) = read(encoded(text)).conditions
    assert not condition.holds("a")
    with pytest.raises(StorageError) as caught:
        read(encoded(text.replace(EXPIRATION, r"\ud800")))
    assert caught.value.xml.encode()
