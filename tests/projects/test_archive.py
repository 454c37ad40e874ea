"""The package: the same bytes for the same files, whoever packs them when."""

import hashlib
import os
import zipfile

import pytest

from wxlab.projects.archive import packed


@pytest.fixture
def files(tmp_path):
    made = []
    for name, content in (("b.txt", b"b" * 5000), ("a/照片.png", bytes(range(256))), ("a.b", b"")):
        path = tmp_path / name.replace("/", "-")
        path.write_bytes(content)
        made.append((name, path))
    return made


def test_a_package_can_be_read_by_anybody(tmp_path, files):
    made = packed(files, tmp_path / "p.zip")
    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a.b", "a/照片.png", "b.txt"]
        for name, path in files:
            assert archive.read(name) == path.read_bytes()
    assert made.files == 3
    assert made.size == made.path.stat().st_size < 5000
    assert made.digest == hashlib.sha256(made.path.read_bytes()).hexdigest()


def test_neither_time_nor_order_nor_rights_change_it(tmp_path, files):
    first = packed(files, tmp_path / "p.zip")
    for _, path in files:
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o600)
    assert packed(reversed(files), tmp_path / "q.zip").digest == first.digest


def test_another_content_is_another_package(tmp_path, files):
    first = packed(files, tmp_path / "p.zip")
    files[0][1].write_bytes(b"b" * 4999 + b"c")
    assert packed(files, tmp_path / "q.zip").digest != first.digest


def test_an_empty_package_is_one(tmp_path):
    assert packed([], tmp_path / "p.zip").files == 0
