"""A database's files: a record a line, or one array."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.practice.cloud import records
from wxlab.practice.cloud.records import collections
from wxlab.practice.cloud.refusal import CloudError

LINES = '{"_id": "a", "name": "苹果"}\n\n{"_id": 2, "name": "线\u2028段"}\r\n'


def values(found):
    return [json.loads(record.text) for record in found]


def test_lines_and_arrays_are_the_same():
    of_lines = collections({"goods.json": LINES.encode()})
    rows = [{"_id": "a", "name": "苹果"}, {"_id": 2, "name": "线\u2028段"}]
    assert values(of_lines["goods"]) == rows
    assert collections({"goods.json": json.dumps(rows).encode()}) == of_lines


def test_a_record_without_an_id_gets_one_and_always_the_same():
    file = {"goods.json": b'{"n": 1}\n{"n": 1}\n{"_id": null}'}
    found = values(collections(file)["goods"])
    assert len({each["_id"] for each in found}) == 3
    assert all(len(each["_id"]) == 32 for each in found)
    assert values(collections(file)["goods"]) == found


def test_an_empty_collection_is_one():
    assert collections({"a.json": b"", "b.json": b"[]"}) == {"a": (), "b": ()}


@pytest.mark.parametrize(
    ("file", "data", "expected"),
    [
        ("a.json", b'{"n": 1}\n\n{"n": }', (10006, "a.json", 3)),
        ("a.json", b'[{"n": 1},\n{"n": ]', (10006, "a.json", 2)),
        ("a.json", b'{"n": 1}\n[1]', (10009, "a.json", 2)),
        ("a.json", b'[{"n": 1}, 5]', (10009, "a.json", None)),
        ("a.json", b'{"_id": "x"}\n{"_id": "x"}', (10009, "a.json", 2)),
        ("a.json", b'[{"_id": "x"},\n\n{"_id": "x"}]', (10009, "a.json", 3)),
        ("a.json", b'{"n": 1}\n{"_id": {}}', (10009, "a.json", 2)),
        ("a.json", b'{"_id": true}', (10009, "a.json", 1)),
        ("a.json", b'{"n": 1}\n{"n": 1e999}', (10009, "a.json", 2)),
        ("a.json", b'{"n": 1}\n{"n": NaN}', (10006, "a.json", 2)),
        ("a.json", b'{"n": "\xff"}', (10006, "a.json", 1)),
        ("a.csv", b"", (10009, "a.csv", None)),
        ("sub/a.json", b"", (10009, "sub/a.json", None)),
    ],
)
def test_a_broken_file_is_told_with_its_line(file, data, expected):
    with pytest.raises(CloudError) as error:
        collections({"fine.json": b"{}", file: data})
    assert (error.value.code, error.value.file, error.value.line) == expected


def test_numbers_and_texts_are_different_ids():
    assert len(collections({"a.json": b'{"_id": "1"}\n{"_id": 1}'})["a"]) == 2


def test_there_is_a_most(monkeypatch):
    monkeypatch.setattr(records, "MAX_RECORDS", 3)
    assert len(collections({"a.json": b"{}\n" * 3})["a"]) == 3
    with pytest.raises(CloudError) as error:
        collections({"a.json": b"{}\n" * 2, "b.json": b"{}\n" * 2})
    assert (error.value.code, error.value.file) == (40003, "b.json")


@given(st.binary(max_size=60) | st.text(alphabet='{}[]"_id:1,\n', max_size=60).map(str.encode))
def test_any_file_is_read_or_refused(data):
    found, code = (), None
    try:
        found = collections({"a.json": data})["a"]
    except CloudError as error:
        code = error.code
    assert code in (None, 10006, 10009)
    assert len({record.id for record in found}) == len(found)
