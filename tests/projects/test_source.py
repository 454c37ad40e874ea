"""A JSON file of a project: values by path, mistakes by line."""

import pytest

from wxlab.projects.source import Source, source


@pytest.fixture
def told():
    return []


def test_values_of_the_expected_type_are_read(told):
    found = Source("a.json", b'{"a": [1, "x", {"b": true}], "n": null}', told)
    assert found.get(int, "a", 0) == 1
    assert found.get((int, float), "a", 0) == 1
    assert found.get(str, "a", 1) == "x"
    assert found.get(bool, "a", 2, "b") is True
    assert found.get(str, "n") is found.get(str, "a", 9) is found.get(str, "c", "d") is None
    assert told == []


@pytest.mark.parametrize(
    ("kind", "path", "en"),
    [
        (dict, ("a",), "a should be Object instead of Array"),
        (int, ("a", 2, "b"), "a[2].b should be Number instead of Boolean"),
        (bool, ("a", 0), "a[0] should be Boolean instead of Number"),
        (list, ("a", 1), "a[1] should be Array instead of String"),
    ],
)
def test_another_type_is_told_once(told, kind, path, en):
    found = Source("a.json", b'{"a": [1, "x", {"b": true}]}', told)
    assert found.get(kind, *path) is found.get(kind, *path) is None
    assert [problem.en for problem in told] == [en]
    assert told[0].code == 10009


def test_the_texts_of_an_array_come_with_their_paths(told):
    found = Source("a.json", b'{"a": ["x", 1, "y"]}', told)
    assert found.texts("a") == [(("a", 0), "x"), (("a", 2), "y")]
    assert [problem.en for problem in told] == ["a[1] should be String instead of Number"]


def test_what_cannot_be_read_is_told_and_holds_nothing(tmp_path, told):
    (tmp_path / "a.json").mkdir()
    found = source(tmp_path, "a.json", told)
    assert found.get(list, "pages") is None
    assert str(told[0]).startswith("a.json: it cannot be read: ")
    assert told[0].zh.startswith("无法读取：")


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff"])
def test_of_a_file_that_is_no_object_only_that_is_told(told, content):
    found = Source("a.json", content, told)
    assert not found.readable
    assert len(told) == 1
