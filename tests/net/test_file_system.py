"""wxlab.net.file_system: what may be read and written, and what nobody can talk it into."""

import os
import stat
from pathlib import Path

import pytest

from wxlab.core.failure import Failure
from wxlab.net.file_system import FileSystem
from wxlab.net.files import Root

HOME = "wxfile://usr"
ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def root(tmp_path):
    return Root(tmp_path / "root")


@pytest.fixture
def files(root):
    return FileSystem(root)


@pytest.fixture
def outside(tmp_path):
    """A file that is none of the mini-program's."""
    path = tmp_path / "outside.txt"
    path.write_bytes(b"keep me")
    return path


def tree(root):
    """Every file and folder below a root, with the files' bytes."""
    return {
        path.relative_to(root.path).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(root.path.rglob("*"))
    }


# -- the fence -----------------------------------------------------------------------------------

ESCAPES = [
    f"{HOME}/../x",
    f"{HOME}/a/../../x",
    f"{HOME}/../../outside.txt",
    f"{HOME}/../usr2/x",
    f"{HOME}x",
    f"{HOME}/a\0b",
    "wxfile://usr\\..\\x",
    "wxfile://store_x/../y",
    HOME,
    f"{HOME}/",
    f"{HOME}/.",
    f"{HOME}/a/..",
    "wxfile://other/x",
    "/dev/null",
    "relative.txt",
    "../relative.txt",
    "",
]
CHANGES = {
    "write": lambda files, path: files.write(path, b"x"),
    "append": lambda files, path: files.append(path, b"x"),
    "copy": lambda files, path: files.copy(f"{HOME}/a/file", path),
    "rename to": lambda files, path: files.rename(f"{HOME}/a/file", path),
    "rename": lambda files, path: files.rename(path, f"{HOME}/b"),
    "unlink": lambda files, path: files.unlink(path),
    "mkdir": lambda files, path: files.make_folder(path),
    "mkdir deep": lambda files, path: files.make_folder(path, deep=True),
    "rmdir": lambda files, path: files.remove_folder(path),
    "rmdir deep": lambda files, path: files.remove_folder(path, deep=True),
    "truncate": lambda files, path: files.truncate(path, 0),
    "save": lambda files, path: files.save(f"{HOME}/a/file", path),
}


@pytest.fixture
def furnished(root, files):
    (root.path / "usr" / "a").mkdir()
    (root.path / "usr" / "a" / "file").write_bytes(b"content")
    return files


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("path", ESCAPES[:-1])
def test_nothing_outside_is_ever_written(
    root, furnished, outside, tmp_path, monkeypatch, change, path
):
    monkeypatch.chdir(tmp_path)
    before = tree(root)
    with pytest.raises(Failure, match="permission denied"):
        CHANGES[change](furnished, path)
    assert tree(root) == before
    assert outside.read_bytes() == b"keep me"
    assert sorted(os.listdir(tmp_path)) == ["outside.txt", "root"]


@pytest.mark.parametrize("change", CHANGES)
def test_a_path_of_this_machine_is_not_written(root, furnished, outside, change):
    before = tree(root)
    with pytest.raises(Failure, match="permission denied") as caught:
        CHANGES[change](furnished, str(outside))
    assert caught.value.errno == 1300013
    assert str(outside) in caught.value.text
    assert outside.read_bytes() == b"keep me"
    assert tree(root) == before


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("to", ["file", "folder", "chain", "loop", "nowhere"])
def test_a_link_leads_nowhere_outside(root, furnished, outside, tmp_path, change, to):
    home = root.path / "usr"
    folder = tmp_path / "folder"
    folder.mkdir()
    targets = {"file": outside, "folder": folder, "nowhere": tmp_path / "none"}
    if to == "chain":
        (home / "hop").symlink_to(folder)
        targets["chain"] = home / "hop"
    targets["loop"] = home / "link"
    (home / "link").symlink_to(targets[to])
    for path in (f"{HOME}/link", f"{HOME}/link/x"):
        with pytest.raises(Failure):
            CHANGES[change](furnished, path)
    assert outside.read_bytes() == b"keep me"
    assert not list(folder.iterdir())
    assert not (tmp_path / "none").exists()
    assert (home / "a" / "file").read_bytes() == b"content"


@pytest.mark.parametrize("path", [f"{HOME}/link", f"{HOME}/link/x", f"{HOME}/../storage.json"])
def test_own_paths_do_not_read_outside_either(root, furnished, outside, tmp_path, path):
    (root.path / "storage.json").write_text("{}")
    (root.path / "usr" / "link").symlink_to(tmp_path)
    for ask in (furnished.read, furnished.stat, furnished.access, furnished.names):
        with pytest.raises(Failure, match="permission denied"):
            ask(path)


def test_removing_a_folder_deep_follows_no_link(root, furnished, outside, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "precious").write_bytes(b"x")
    (root.path / "usr" / "a" / "link").symlink_to(folder)
    furnished.remove_folder(f"{HOME}/a", deep=True)
    assert (folder / "precious").read_bytes() == b"x"
    assert not (root.path / "usr" / "a").exists()


def test_asking_about_all_that_is_below_follows_no_link(root, furnished, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "precious").write_bytes(b"x")
    (root.path / "usr" / "a" / "link").symlink_to(folder)
    found = dict(furnished.stat_below(HOME))
    assert list(found) == ["/", "/a", "/a/file", "/a/link"]
    assert stat.S_ISLNK(found["/a/link"].st_mode)


def test_a_link_inside_that_stays_inside_is_a_way_like_any_other(root, furnished):
    (root.path / "usr" / "link").symlink_to(root.path / "usr" / "a")
    furnished.write(f"{HOME}/link/file", b"new")
    assert furnished.read(f"{HOME}/a/file") == b"new"


def test_the_real_path_of_an_own_file_is_as_good(root, furnished):
    furnished.write(str(root.path / "usr" / "a" / "file"), b"new")
    assert furnished.read(f"{HOME}/a/file") == b"new"


def test_a_path_of_this_machine_may_be_read_as_for_uploads(files, outside):
    assert files.read(str(outside)) == b"keep me"
    files.copy(str(outside), f"{HOME}/copy")
    assert files.read(f"{HOME}/copy") == b"keep me"


# -- errors --------------------------------------------------------------------------------------


GONE = ("no such file or directory", 1300002)
TEMPORARY_GONE = ("tempFilePath file not exist", 1301112)
DENIED = ("permission denied", 1300013)
NO_FOLDER = ("not a directory", 1300020)
A_FOLDER = ("illegal operation on a directory", 1301003)
THERE = ("file already exists", 1301005)
FULL = ("directory not empty", 1300066)
LONG = ("file name too long", 1300036)
POSITION = ("value of position is out of range", 1301009)
LENGTH = ("value of length is out of range", 1301006)
OTHER = ("Input/output error", 1300005)


@pytest.mark.parametrize(
    ("act", "said", "where"),
    [
        (lambda f: f.access(f"{HOME}/no"), GONE, 'access "wxfile://usr/no"'),
        (lambda f: f.stat(f"{HOME}/no"), GONE, 'stat "wxfile://usr/no"'),
        (lambda f: f.read(f"{HOME}/no"), GONE, 'open "wxfile://usr/no"'),
        (lambda f: f.read("/no/such\0file"), GONE, "open"),
        (lambda f: f.write(f"{HOME}/no/x", b""), GONE, 'open "wxfile://usr/no/x"'),
        (lambda f: f.append(f"{HOME}/no", b""), GONE, 'open "wxfile://usr/no"'),
        (lambda f: f.copy(f"{HOME}/no", f"{HOME}/x"), GONE, 'copyFile "wxfile://usr/no"'),
        (lambda f: f.copy(f"{HOME}/a/file", f"{HOME}/no/x"), GONE, 'copyFile "wxfile://usr/no/x"'),
        (lambda f: f.rename(f"{HOME}/no", f"{HOME}/x"), GONE, 'rename "wxfile://usr/no"'),
        (lambda f: f.rename(f"{HOME}/a", f"{HOME}/no/x"), GONE, 'rename "wxfile://usr/no/x"'),
        (lambda f: f.unlink(f"{HOME}/no"), GONE, 'unlink "wxfile://usr/no"'),
        (lambda f: f.make_folder(f"{HOME}/no/x"), GONE, 'mkdir "wxfile://usr/no/x"'),
        (lambda f: f.remove_folder(f"{HOME}/no"), GONE, 'rmdir "wxfile://usr/no"'),
        (lambda f: f.remove_folder(f"{HOME}/no", deep=True), GONE, 'rmdir "wxfile://usr/no"'),
        (lambda f: f.names(f"{HOME}/no"), GONE, 'readdir "wxfile://usr/no"'),
        (lambda f: f.truncate(f"{HOME}/no", 0), GONE, 'truncate "wxfile://usr/no"'),
        (lambda f: f.digest(f"{HOME}/no", "md5"), GONE, 'open "wxfile://usr/no"'),
        (lambda f: f.save("/no/such/file"), TEMPORARY_GONE, ""),
        (
            lambda f: f.remove_saved("wxfile://store_no"),
            GONE,
            'removeSavedFile "wxfile://store_no"',
        ),
        (
            lambda f: f.remove_saved(f"{HOME}/a/file"),
            DENIED,
            'removeSavedFile "wxfile://usr/a/file"',
        ),
        (lambda f: f.names(f"{HOME}/a/file"), NO_FOLDER, 'readdir "wxfile://usr/a/file"'),
        (lambda f: f.remove_folder(f"{HOME}/a/file"), NO_FOLDER, 'rmdir "wxfile://usr/a/file"'),
        (
            lambda f: f.remove_folder(f"{HOME}/a/file", deep=True),
            NO_FOLDER,
            'rmdir "wxfile://usr/a/file"',
        ),
        (lambda f: f.write(f"{HOME}/a/file/x", b""), NO_FOLDER, 'open "wxfile://usr/a/file/x"'),
        (lambda f: f.read(f"{HOME}/a"), A_FOLDER, 'open "wxfile://usr/a"'),
        (lambda f: f.write(f"{HOME}/a", b""), A_FOLDER, 'open "wxfile://usr/a"'),
        (lambda f: f.append(f"{HOME}/a", b""), A_FOLDER, 'open "wxfile://usr/a"'),
        (lambda f: f.copy(f"{HOME}/a", f"{HOME}/x"), A_FOLDER, 'copyFile "wxfile://usr/a"'),
        (lambda f: f.copy(f"{HOME}/a/file", f"{HOME}/a"), A_FOLDER, 'copyFile "wxfile://usr/a"'),
        (lambda f: f.unlink(f"{HOME}/a"), A_FOLDER, 'unlink "wxfile://usr/a"'),
        (lambda f: f.save(f"{HOME}/a"), A_FOLDER, "saveFile"),
        (lambda f: f.make_folder(f"{HOME}/a"), THERE, 'mkdir "wxfile://usr/a"'),
        (
            lambda f: f.make_folder(f"{HOME}/a/file", deep=True),
            THERE,
            'mkdir "wxfile://usr/a/file"',
        ),
        (lambda f: f.remove_folder(f"{HOME}/a"), FULL, 'rmdir "wxfile://usr/a"'),
        (lambda f: f.write(f"{HOME}/{'x' * 300}", b""), LONG, "open"),
        (lambda f: f.read(f"{HOME}/a/file", 7), POSITION, ""),
        (lambda f: f.read(f"{HOME}/a/file", -1), POSITION, ""),
        (lambda f: f.read(f"{HOME}/a/file", 0, 0), LENGTH, ""),
        (lambda f: f.read(f"{HOME}/a/file", 0, 8), LENGTH, ""),
        (lambda f: f.truncate(f"{HOME}/a/file", -1), LENGTH, ""),
        (lambda f: f.rename(f"{HOME}/a", f"{HOME}/a/b"), OTHER, 'rename "wxfile://usr/a/b"'),
    ],
)
def test_what_goes_wrong_is_said_in_the_platforms_words(root, furnished, act, said, where):
    before, (text, errno) = tree(root), said
    with pytest.raises(Failure) as caught:
        act(furnished)
    assert caught.value.text.startswith(f"{text}, {where}" if where else text)
    assert caught.value.errno == errno
    assert tree(root) == before


@pytest.mark.skipif(ROOT_USER, reason="nothing is forbidden to the superuser")
def test_a_file_that_may_not_be_read_says_so(root, furnished):
    (root.path / "usr" / "a" / "file").chmod(0)
    with pytest.raises(Failure, match="permission denied"):
        furnished.read(f"{HOME}/a/file")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_holds_up_nobody(root, files):
    os.mkfifo(root.path / "usr" / "pipe")
    for ask in (files.read, lambda path: files.digest(path, "md5"), files.save):
        with pytest.raises(Failure, match="Input/output error"):
            ask(f"{HOME}/pipe")


# -- what it does --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "length", "part"),
    [(0, None, b"content"), (3, None, b"tent"), (0, 3, b"con"), (5, 7, b"nt"), (6, 1, b"t")],
)
def test_a_part_of_a_file_is_read(furnished, position, length, part):
    assert furnished.read(f"{HOME}/a/file", position, length) == part


def test_an_empty_file_is_read(files):
    files.write(f"{HOME}/empty", b"")
    assert files.read(f"{HOME}/empty") == b""
    assert files.digest(f"{HOME}/empty", "md5") == (0, "d41d8cd98f00b204e9800998ecf8427e")


def test_writing_appending_and_cutting(files):
    files.write(f"{HOME}/f", b"one")
    files.append(f"{HOME}/f", b" two")
    assert files.read(f"{HOME}/f") == b"one two"
    files.write(f"{HOME}/f", b"1")
    files.truncate(f"{HOME}/f", 3)
    assert files.read(f"{HOME}/f") == b"1\0\0"
    files.truncate(f"{HOME}/f", 0)
    assert files.read(f"{HOME}/f") == b""


@pytest.mark.parametrize(
    ("algorithm", "digest"),
    [
        ("md5", "9a0364b9e99bb480dd25e1f0284c8555"),
        ("sha1", "040f06fd774092478d450774f5ba30c5da78acc8"),
        ("sha256", "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"),
    ],
)
def test_digests_are_those_of_the_bytes(furnished, algorithm, digest):
    assert furnished.digest(f"{HOME}/a/file", algorithm) == (7, digest)


def test_copying_and_renaming(root, furnished):
    furnished.copy(f"{HOME}/a/file", f"{HOME}/copy")
    furnished.copy(f"{HOME}/copy", f"{HOME}/copy")
    assert furnished.read(f"{HOME}/copy") == b"content"
    furnished.write(f"{HOME}/old", b"old")
    furnished.rename(f"{HOME}/old", f"{HOME}/copy")
    furnished.rename(f"{HOME}/a", f"{HOME}/b")
    assert tree(root) == {
        "usr": None,
        "usr/b": None,
        "usr/b/file": b"content",
        "usr/copy": b"old",
    }


def test_folders_are_made_listed_and_removed(files):
    files.make_folder(f"{HOME}/x/y/z", deep=True)
    files.make_folder(f"{HOME}/x/y/z", deep=True)
    files.write(f"{HOME}/x/b", b"")
    files.write(f"{HOME}/x/a", b"")
    assert files.names(f"{HOME}/x") == ["a", "b", "y"]
    files.remove_folder(f"{HOME}/x/y/z")
    files.remove_folder(f"{HOME}/x", deep=True)
    assert files.names(HOME) == []


# -- saved files ---------------------------------------------------------------------------------


def temporary(root, name="tmp_1.png", content=b"content"):
    path = root.path / name
    path.write_bytes(content)
    return path


def test_a_temporary_file_is_moved(root, files):
    source = temporary(root)
    shown = files.save(str(source))
    assert shown.startswith("wxfile://store_")
    assert shown.endswith(".png")
    assert not source.exists()
    assert files.read(shown) == b"content"
    (saved,) = files.saved()
    assert (saved.path, saved.size) == (shown, 7)
    assert saved.created == int((root.path / shown.removeprefix("wxfile://")).stat().st_mtime)
    with pytest.raises(Failure, match="tempFilePath file not exist"):
        files.save(str(source))


def test_saved_with_a_path_it_is_an_own_file(root, files):
    assert files.save(str(temporary(root)), f"{HOME}/mine.png") == f"{HOME}/mine.png"
    assert files.read(f"{HOME}/mine.png") == b"content"
    assert files.saved() == []


def test_nobody_elses_file_is_taken_away(root, furnished, outside):
    assert furnished.read(furnished.save(str(outside))) == b"keep me"
    assert furnished.read(furnished.save(f"{HOME}/a/file")) == b"content"
    assert outside.exists()
    assert furnished.names(f"{HOME}/a") == ["file"]


def test_saved_files_are_listed_oldest_first_and_removed(root, files):
    paths = [files.save(str(temporary(root, f"tmp_{n}", bytes(n)))) for n in range(3)]
    for age, path in enumerate(paths):
        os.utime(root.path / path.removeprefix("wxfile://"), (1000 - age, 1000 - age))
    assert [each.path for each in files.saved()] == paths[::-1]
    files.remove_saved(paths[1])
    assert [each.path for each in files.saved()] == [paths[2], paths[0]]


def test_a_saved_file_is_there_again_the_next_time(root, files, tmp_path):
    shown = files.save(str(temporary(root)))
    assert FileSystem(Root(tmp_path / "root")).read(shown) == b"content"


# -- how much there is room for ------------------------------------------------------------------


@pytest.fixture
def narrow(root):
    return FileSystem(root, max_file=10, max_user=25)


def full():
    return pytest.raises(Failure, match="the maximum size of the file storage limit is exceeded")


def test_one_file_holds_so_much_and_no_more(root, narrow, tmp_path):
    narrow.write(f"{HOME}/a", bytes(10))
    with full() as caught:
        narrow.write(f"{HOME}/a", bytes(11))
    assert caught.value.errno == 1300202
    with full():
        narrow.append(f"{HOME}/a", b"x")
    with full():
        narrow.truncate(f"{HOME}/a", 11)
    large = temporary(root, content=bytes(11))
    for act in (narrow.save, narrow.read, lambda path: narrow.copy(path, f"{HOME}/b")):
        with full():
            act(str(large))
    assert large.exists()
    assert narrow.read(str(large), 1, 10) == bytes(10)
    assert tree(root)["usr/a"] == bytes(10)


def test_all_files_together_too_the_saved_ones_included(root, narrow):
    narrow.write(f"{HOME}/a", bytes(10))
    narrow.save(str(temporary(root, content=bytes(10))))
    with full():
        narrow.write(f"{HOME}/b", bytes(6))
    narrow.write(f"{HOME}/b", bytes(5))
    narrow.write(f"{HOME}/a", bytes(10))  # instead of what it held
    with full():
        narrow.append(f"{HOME}/b", b"x")
    with full():
        narrow.copy(f"{HOME}/b", f"{HOME}/c")
    narrow.unlink(f"{HOME}/a")
    narrow.copy(f"{HOME}/b", f"{HOME}/c")


def test_a_full_disk_says_the_same(root, files, monkeypatch):
    def no_space(*_args):
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(Path, "write_bytes", no_space)
    with full():
        files.write(f"{HOME}/a", b"x")
