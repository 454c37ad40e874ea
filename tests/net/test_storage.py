"""wxlab.net.storage: values by their keys, in a file that is always whole."""

import json
import os
import subprocess
import sys
import threading

import pytest

from wxlab.core.failure import Failure
from wxlab.net.files import Root
from wxlab.net.storage import NAME, Storage
from wxlab.spec.storage import MAX_STORAGE_BYTES, MAX_VALUE_BYTES

WRITER = """
import sys
from wxlab.net.files import Root
from wxlab.net.storage import Storage
Storage(Root(sys.argv[1])).set("from", '"elsewhere"')
"""


@pytest.fixture
def root(tmp_path):
    return Root(tmp_path / "root")


@pytest.fixture
def private():
    made = Root(None)
    yield made
    made.remove()


def test_a_value_is_there_again_the_next_time(root, tmp_path):
    Storage(root).set("键", '{"a":1}')
    assert Storage(Root(tmp_path / "root")).get("键") == '{"a":1}'
    assert json.loads((root.path / NAME).read_bytes()) == {"键": '{"a":1}'}


def test_a_private_folder_holds_nothing_of_it(private):
    storage = Storage(private)
    storage.set("key", "1")
    assert storage.get("key") == "1"
    assert sorted(os.listdir(private.path)) == [".lock", "usr"]
    assert Storage(private).get("key") is None


@pytest.mark.parametrize("kind", ["root", "private"])
def test_values_come_and_go(kind, request):
    storage = Storage(request.getfixturevalue(kind))
    assert storage.summary() == ([], 0)
    storage.set("b", "12")
    storage.set("a", "1")
    storage.set("b", "123")
    assert storage.summary() == (["b", "a"], 6)
    storage.remove("nothing")
    storage.remove("b")
    assert (storage.get("b"), storage.get("a")) == (None, "1")
    storage.clear()
    assert storage.summary() == ([], 0)


def test_two_of_one_folder_see_each_other(root, tmp_path):
    here, there = Storage(root), Storage(Root(tmp_path / "root"))
    for number in range(5):
        here.set("n", str(number))
        assert there.get("n") == str(number)
        there.set("n", f"-{number}")
        assert here.get("n") == f"-{number}"


def test_another_process_is_seen_too(root):
    storage = Storage(root)
    storage.set("mine", "1")
    subprocess.run([sys.executable, "-c", WRITER, root.path], check=True, timeout=60)
    assert storage.summary()[0] == ["mine", "from"]


def test_a_value_may_take_one_megabyte_and_not_a_byte_more(private):
    storage = Storage(private)
    storage.set("k", "x" * MAX_VALUE_BYTES)
    with pytest.raises(Failure, match="item max length"):
        storage.set("k", "x" * (MAX_VALUE_BYTES + 1))
    with pytest.raises(Failure, match="item max length"):
        storage.set("k", "中" * (MAX_VALUE_BYTES // 3 + 1))
    assert storage.get("k") == "x" * MAX_VALUE_BYTES


def test_all_values_may_take_ten_megabytes_keys_included(private):
    storage = Storage(private)
    for number in range(9):
        storage.set(str(number), "x" * MAX_VALUE_BYTES)
    rest = MAX_STORAGE_BYTES - 9 * (MAX_VALUE_BYTES + 1)
    storage.set("9", "x" * (rest - 1))
    assert storage.summary()[1] == MAX_STORAGE_BYTES
    with pytest.raises(Failure, match="exceed storage max size 10Mb"):
        storage.set("a", "")
    assert len(storage.summary()[0]) == 10
    storage.set("9", "")
    storage.set("a", "")


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'"x"', b"\xff", b"[" * 100_000])
def test_a_file_that_is_none_of_ours_counts_as_empty(root, content):
    (root.path / NAME).write_bytes(content)
    storage = Storage(root)
    assert storage.summary() == ([], 0)
    storage.set("key", "1")
    assert json.loads((root.path / NAME).read_bytes()) == {"key": "1"}


def test_what_is_no_text_in_the_file_is_left_out(root):
    (root.path / NAME).write_text('{"a": 5, "b": "1"}')
    assert Storage(root).summary() == (["b"], 2)


def test_a_write_that_fails_leaves_what_there_was(root, monkeypatch):
    storage = Storage(root)
    storage.set("key", "1")

    def full(*_args):
        raise OSError(28, "no space")

    monkeypatch.setattr("wxlab.net.storage.os.replace", full)
    with pytest.raises(Failure, match="exceed storage max size"):
        storage.set("key", "2")
    monkeypatch.undo()
    assert storage.get("key") == "1"
    assert sorted(os.listdir(root.path)) == [NAME, "usr"]


def test_several_threads_lose_nothing(root):
    storage = Storage(root)

    def keep(letter):
        for number in range(20):
            storage.set(f"{letter}{number}", "1")

    threads = [threading.Thread(target=keep, args=(letter,)) for letter in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(storage.summary()[0]) == 80
    assert len(json.loads((root.path / NAME).read_bytes())) == 80
