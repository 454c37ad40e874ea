"""Packages that were made to do harm, and those that were not."""

import io
import os
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.practice.cloud import archive
from wxlab.practice.cloud.archive import unpacked
from wxlab.practice.cloud.process import _write
from wxlab.practice.cloud.refusal import CloudError


def entry(name, content=b"x", *, mode=0, flags=None, method=0, size=None):
    """A file's header, name and data as they stand in a ZIP, and its line in the list of files."""
    raw = name if isinstance(name, bytes) else name.encode()
    flags = 0x800 if flags is None else flags
    compressed = content
    if method == 8:
        packer = zlib.compressobj(wbits=-15)
        compressed = packer.compress(content) + packer.flush()
    sizes = zlib.crc32(content), len(compressed), len(content) if size is None else size
    common = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 0x21, *sizes, len(raw), 0)
    local = b"PK\3\4" + common + raw + compressed
    tail = struct.pack("<HHHII", 0, 0, 0, mode << 16, 0)
    return local, b"PK\1\2" + struct.pack("<H", 0x314) + common + tail, raw


def made(*entries):
    """A ZIP of such entries, byte by byte: zipfile would not write most of them."""
    body, listed = b"", b""
    for local, line, raw in entries:
        listed += line[:-4] + struct.pack("<I", len(body)) + raw
        body += local
    count = len(entries)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(listed), len(body), 0)
    return body + listed + end


def refused(data):
    with pytest.raises(CloudError) as error:
        unpacked(data)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error.value.zh)
    return error.value


def test_files_come_out_as_they_went_in(package):
    files = {"app.json": b"{}", "目录/照片.png": os.urandom(1000), "empty": b""}
    assert unpacked(package(files)) == files
    assert unpacked(made(entry("a/b", b"text", method=8), entry("c"))) == {
        "a/b": b"text",
        "c": b"x",
    }


def test_folders_are_left_out():
    assert unpacked(made(entry("a/", b"", mode=0o40755), entry("a/b"))) == {"a/b": b"x"}


HOSTILE = [
    "/etc/passwd",
    "//host/share",
    "..",
    "../outside",
    "a/../../outside",
    "a/./b",
    "a//b",
    "./a",
    "..\\outside",
    "a\\b",
    "C:evil",
    "C:/evil",
    "a:stream",
    "nul\0byte",
    "a\nb",
    "a\x7f",
    "what?",
    "a*",
    "a.",
    "a /b",
    "",
    "/",
    "a" * 256,
    "照" * 86,
    "/".join(["a" * 100] * 11),
    "/".join("a" * 33),
]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_name_that_leads_elsewhere_is_refused(name):
    assert refused(made(entry("fine"), entry(name))).code == 40004
    assert refused(made(entry(name + "/", b""), entry("fine"))).code == 40004


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "a"),
        ("a", "A"),
        ("straße", "strasse"),
        ("caf\u00e9", "cafe\u0301"),
        ("a/b", "A/c"),
        ("a", "a/b"),
        ("a/b", "A"),
        ("a/b/c", "a/b"),
    ],
)
def test_two_names_that_some_system_takes_for_one_are_refused(one, other):
    assert refused(made(entry(one), entry(other))).code == 40004


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o010644, 0o060644, 0o140777])
def test_links_and_devices_are_refused(mode):
    error = refused(made(entry("link", b"/etc/passwd", mode=mode)))
    assert (error.code, error.file) == (40004, "link")


def test_names_are_utf_8():
    assert refused(made(entry("照片".encode("gbk"), flags=0))).code == 40004
    assert refused(made(entry(b"\xff\xfe"))).code == 40004
    assert unpacked(made(entry("照片"))) == {"照片": b"x"}
    assert unpacked(made(entry("plain", flags=0))) == {"plain": b"x"}


def test_what_is_encrypted_or_packed_otherwise_is_refused():
    assert refused(made(entry("a", flags=0x801))).code == 40004
    assert refused(made(entry("a", method=12))).code == 40004


def test_damage_is_found(package):
    whole = package({"a": b"text" * 100, "b": b"more"})
    for cut in range(len(whole)):
        assert refused(whole[:cut]).code == 40004
    stored = made(entry("a", b"text"))
    assert refused(stored.replace(b"text", b"test")).code == 40004  # its checksum is another
    assert refused(b"").code == 40004
    assert refused(b"not a zip file at all, and long enough").code == 40004


def test_a_comment_or_a_zip64_end_is_refused(package):
    whole = package({"a": b"x"})
    assert refused(whole[:-2] + b"\x02\x00hi").code == 40004
    assert refused(whole[:-22] + b"PK\6\7" + bytes(16) + whole[-22:]).code == 40004


def test_a_bomb_is_refused_by_what_it_announces():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(3):
            bomb.writestr(f"{number}", bytes(archive.MAX_UNPACKED_BYTES // 2))
    assert len(target.getvalue()) < 1_000_000
    error = refused(target.getvalue())
    assert (error.code, error.file) == (40003, "2")


def test_a_bomb_that_announces_little_ends_where_it_said(monkeypatch):
    lying = made(entry("bomb", bytes(8_000_000), method=8, size=10))
    read = []
    whole_read = zipfile.ZipExtFile.read

    def watched(self, n=-1):
        piece = whole_read(self, n)
        read.append(len(piece))
        return piece

    monkeypatch.setattr(zipfile.ZipExtFile, "read", watched)
    assert refused(lying).code == 40004
    assert sum(read) <= 1_000_000


def test_many_files_are_too_many(monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILES", 10)
    assert len(unpacked(made(*(entry(f"{n}") for n in range(10))))) == 10
    assert refused(made(*(entry(f"{n}") for n in range(11)))).code == 40003


def test_an_endless_list_of_files_is_not_even_read(monkeypatch):
    monkeypatch.setattr(zipfile, "ZipFile", pytest.fail)
    lines = b"".join(line for _, line, _ in [entry("")] * 50_000)
    assert len(lines) > archive.MAX_DIRECTORY_BYTES
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(lines), 0, 0)
    assert refused(lines + end).code == 40003


NAMES = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet="ab.\\/:~ \0", max_size=12),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
MODES = st.sampled_from([0, 0o100644, 0o120777, 0o40755])


@given(st.lists(st.tuples(NAMES, MODES), min_size=1, max_size=4))
def test_nothing_is_ever_written_outside(tmp_path_factory, entries):
    """What is accepted is written, as where a function runs: below its folder, and nowhere else."""
    try:
        files = unpacked(made(*(entry(name, b"harm", mode=mode) for name, mode in entries)))
    except CloudError:
        return
    around = tmp_path_factory.mktemp("around")
    _write(files, around / "inside")
    assert os.listdir(around) == ["inside"]
    found = {
        path.relative_to(around / "inside").as_posix()
        for path in (around / "inside").rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    assert found == set(files)


def verdict_on(data):
    """The code of the refusal; None when there is none."""
    try:
        unpacked(data)
    except CloudError as error:
        return error.code


@given(st.binary(max_size=300))
def test_any_bytes_are_a_package_or_refused(data):
    assert verdict_on(data) in (None, 40003, 40004)


@given(st.data())
def test_a_damaged_package_is_unpacked_or_refused(data):
    whole = bytearray(made(entry("a/b", b"text" * 20, method=8), entry("c", b"more")))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert verdict_on(bytes(whole)) in (None, 40003, 40004)
