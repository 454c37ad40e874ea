"""Chosen files: copied under temporary names, whole or not at all."""

import os

import pytest

from wxlab.core.failure import Failure
from wxlab.net.album import Album, extension_of, kind_of
from wxlab.net.files import Root
from wxlab.spec.platforms import platform


@pytest.fixture
def root(tmp_path):
    made = Root(tmp_path / "root")
    yield made
    made.remove()


@pytest.fixture
def album(root):
    return Album(root)


def kept(root):
    return sorted(path.name for path in root.path.iterdir() if path.is_file())


def test_a_file_is_copied_under_another_name(album, root, tmp_path):
    original = tmp_path / "照片.JPG"
    original.write_bytes(b"photo")
    chosen = album.take(str(original))
    assert (chosen.name, chosen.size, chosen.kind) == ("照片.JPG", 5, "image")
    copy = root.local(chosen.path)
    assert copy.read_bytes() == original.read_bytes() == b"photo"
    assert copy.parent == root.path
    assert copy.name.startswith("tmp_")
    assert copy.suffix == ".JPG"


@pytest.mark.parametrize("name", ["android", "ios", "devtools"])
def test_the_name_is_the_platforms(tmp_path, name):
    root = Root(tmp_path / "root", platform(name))
    (tmp_path / "a.png").write_bytes(b"12")
    chosen = Album(root).take(str(tmp_path / "a.png"))
    assert chosen.path.startswith(platform(name).temporary)
    assert root.local(chosen.path).read_bytes() == b"12"


def test_of_the_mini_programs_own_files_one_can_be_chosen_too(album, root):
    (root.path / "usr" / "a.png").write_bytes(b"12")
    assert album.take("wxfile://usr/a.png").size == 2


def test_what_cannot_be_read_is_named(album, root, tmp_path):
    for path, address in [
        (str(tmp_path / "none.png"), "no-such-file"),
        (str(tmp_path), "is-a-directory"),
        ("a\0b", "no-such-file"),
        ("wxfile://elsewhere/a", "path-denied"),
    ]:
        with pytest.raises(Failure) as caught:
            album.take(path)
        assert caught.value.entry.address == address
        assert path in caught.value.text
    assert kept(root) == []


def test_a_pipe_holds_nobody_up(album, tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(Failure):
        album.take(str(tmp_path / "pipe.png"))


def test_a_file_comes_piece_by_piece(album, root):
    arrival = album.receive("声音.wav")
    for piece in (b"ab", b"", b"cde"):
        arrival.write(piece)
    assert arrival.size == 5
    chosen = arrival.finish()
    arrival.discard()
    assert root.local(chosen.path).read_bytes() == b"abcde"
    assert chosen.name == "声音.wav"


def test_of_one_that_does_not_come_whole_nothing_stays(album, root):
    arrival = album.receive("a.png")
    arrival.write(b"half")
    arrival.discard()
    arrival.discard()
    assert kept(root) == []


def test_what_is_dropped_is_gone(album, root, tmp_path):
    (tmp_path / "a.png").write_bytes(b"12")
    chosen = album.take(str(tmp_path / "a.png"))
    album.drop(chosen)
    album.drop(chosen)
    assert kept(root) == []


def test_what_cannot_be_compressed_stays_as_it_is(album, root, tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    chosen = album.take(str(tmp_path / "a.jpg"))
    assert album.compressed(chosen, 80) == chosen
    assert len(kept(root)) == 1


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("a.png", ".png"),
        ("照片.JPG", ".JPG"),
        ("a", ""),
        (".png", ""),
        ("a.tar.gz", ".gz"),
        ("a." + "x" * 200, ""),
        ("a.b/c", ""),
        ("a.图", ""),
        ("", ""),
    ],
)
def test_a_name_lends_its_extension_at_most(name, extension):
    assert extension_of(name) == extension


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.mp4", "video"),
        ("a.MOV", "video"),
        ("a.webm", "video"),
        ("a.png", "image"),
        ("a", "image"),
    ],
)
def test_the_kind_follows_from_the_name(name, kind):
    assert kind_of(name) == kind
