"""Files under way: with a name of ours or, where the system can, without any."""

import errno
import os

import pytest

from wxlab import Wx
from wxlab.net import leftovers, partial

BOTH = pytest.mark.usefixtures("kind")


@pytest.fixture
def opened(tmp_path):
    """A new file under way in the test's folder."""

    def make():
        return partial.opened(str(tmp_path), None, partial.nameless(str(tmp_path)))

    return make


def names(folder):
    return sorted(os.listdir(folder))


@BOTH
def test_it_is_there_when_it_is_moved_and_no_sooner(opened, tmp_path):
    each = opened()
    os.write(each.held, b"whole")
    assert not (tmp_path / "a").exists()
    each.move(str(tmp_path / "a"))
    assert (tmp_path / "a").read_bytes() == b"whole"
    assert names(tmp_path) == ["a"]
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(each.held)


@BOTH
def test_what_is_dropped_was_never_there(opened, tmp_path):
    each = opened()
    os.write(each.held, b"half")
    each.drop()
    assert names(tmp_path) == []


@BOTH
@pytest.mark.parametrize("link", [False, True])
def test_an_older_file_is_replaced_and_where_it_led_to_stays(opened, tmp_path, link):
    (tmp_path / "old").write_bytes(b"old")
    if link:
        (tmp_path / "a").symlink_to(tmp_path / "old")
    each, target = opened(), tmp_path / ("a" if link else "old")
    os.write(each.held, b"new")
    each.move(str(target))
    assert target.read_bytes() == b"new"
    assert not target.is_symlink()
    assert names(tmp_path) == (["a", "old"] if link else ["old"])
    assert not link or (tmp_path / "old").read_bytes() == b"old"


@BOTH
def test_who_cleans_up_takes_nothing_that_is_just_being_moved(opened, tmp_path, monkeypatch):
    (tmp_path / "old").write_bytes(b"old")
    replace, seen = os.replace, []

    def later(source, target):
        seen.append(names(tmp_path))
        leftovers.sweep_folder(tmp_path)
        replace(source, target)

    monkeypatch.setattr(os, "replace", later)
    each = opened()
    each.move(str(tmp_path / "old"))
    assert leftovers.is_partial(seen[0][0])
    assert (tmp_path / "old").read_bytes() == b""


@BOTH
def test_a_folder_is_not_replaced_and_nothing_stays(opened, tmp_path):
    (tmp_path / "folder").mkdir()
    each = opened()
    with pytest.raises(IsADirectoryError):
        each.move(str(tmp_path / "folder"))
    each.drop()
    assert names(tmp_path) == ["folder"]


@BOTH
def test_a_folder_that_has_gone_takes_nothing(opened, tmp_path):
    each = opened()
    with pytest.raises(FileNotFoundError):
        each.move(str(tmp_path / "gone" / "a"))
    each.drop()
    assert names(tmp_path) == []


@pytest.mark.parametrize("refused", [errno.EOPNOTSUPP, errno.EISDIR])
def test_where_every_file_has_a_name_it_has_one(tmp_path, monkeypatch, refused):
    usual, without = os.open, 0o20200000
    monkeypatch.setattr(os, "O_TMPFILE", without, raising=False)

    def fussy(path, flags, mode=0o777):
        if flags & without == without:
            raise OSError(refused, os.strerror(refused))
        return usual(path, flags, mode)

    monkeypatch.setattr(os, "open", fussy)
    assert not partial.nameless(str(tmp_path))
    for unnamed in True, False:  # it was so when it was tried, or is so now
        each = partial.opened(str(tmp_path), None, unnamed)
        assert leftovers.is_partial(*names(tmp_path))
        each.drop()
    assert names(tmp_path) == []


def test_where_no_name_can_be_given_it_has_one_from_the_first(server, tmp_path, monkeypatch):
    def refuse(*_args, **_more):
        raise FileNotFoundError("no /proc here")

    monkeypatch.setattr(os, "link", refuse)
    assert not partial.nameless(str(tmp_path))
    assert names(tmp_path) == []
    with Wx() as wx:
        wx.downloadFile(url=server.url("/file/10"), filePath=tmp_path / "a").wait(20)
    assert names(tmp_path) == ["a"]


@BOTH
def test_a_folder_is_tried_once(server, tmp_path, monkeypatch):
    tried, usual = [], partial.nameless
    monkeypatch.setattr(partial, "nameless", lambda folder: tried.append(folder) or usual(folder))
    with Wx() as wx:
        for name in "abc":
            wx.downloadFile(url=server.url("/file/10"), filePath=tmp_path / name).wait(20)
    assert tried == [str(tmp_path)]


def test_where_the_system_makes_nameless_files_that_is_noticed(tmp_path):
    try:
        os.close(os.open(tmp_path, os.O_WRONLY | os.O_TMPFILE, 0o600))
        possible = os.path.isdir("/proc/self/fd")
    except (OSError, AttributeError):
        possible = False
    assert partial.nameless(str(tmp_path)) == possible
