"""The rows against the specification's own text: names, order, types, sentences."""

import re
from pathlib import Path

import pytest

from wxlab.spec import LIMITS, TABLES, Row, at_least, parameter_doc, parse, row, supported, table
from wxlab.spec.functions import FUNCTIONS

SEED = (Path(__file__).parents[1] / "data" / "seed.zh.txt").read_text(encoding="utf-8")

# The seed's eleven tables in the seed's order, with their number of rows.
SEED_TABLES = {
    "uploadFile.object": 8,
    "uploadFile.success": 2,
    "UploadTask.onHeadersReceived.callback": 1,
    "UploadTask.onProgressUpdate.callback": 3,
    "downloadFile.object": 7,
    "downloadFile.success": 4,
    "downloadFile.success.profile": 24,
    "DownloadTask.onHeadersReceived.callback": 1,
    "DownloadTask.onProgressUpdate.callback": 3,
}
METHODS = [
    "abort",
    "offHeadersReceived",
    "offProgressUpdate",
    "onHeadersReceived",
    "onProgressUpdate",
]


def seed_rows(address: str) -> list[Row]:
    return [each for each in table(address).rows if each.source == "seed"]


def printed_tables() -> list[list[list[str]]]:
    """The tables as the seed prints them: lines of cells between bars."""
    tables: list[list[list[str]]] = []
    for block in re.split(r"---\|[-|]*\n", SEED)[1:]:
        lines = []
        for line in block.splitlines():
            if "|" not in line or line.startswith("属性"):  # the next table's head
                break
            lines.append([cell.strip() for cell in line.split("|")])
        tables.append(lines)
    return tables


def test_there_are_sixty_three_seed_rows_in_eleven_tables():
    counts = {address: len(seed_rows(address)) for address in TABLES if address != "limits"}
    expected = SEED_TABLES | {"UploadTask": 5, "DownloadTask": 5}
    assert {address: count for address, count in counts.items() if count} == expected
    assert sum(counts.values()) == 63


ALL_ROWS = [each for found in TABLES.values() for each in found.rows] + list(FUNCTIONS)


@pytest.mark.parametrize(
    "each", [r for r in ALL_ROWS if r.source == "seed"], ids=lambda each: each.address
)
def test_a_seed_row_quotes_the_seed_word_for_word(each):
    assert each.zh
    assert each.zh in SEED


def test_names_and_types_and_order_are_those_the_seed_prints():
    for address, printed in zip(SEED_TABLES, printed_tables(), strict=True):
        rows = seed_rows(address)
        assert [line[0] for line in printed] == [each.name for each in rows], address
        assert [line[1] for line in printed] == [each.kind for each in rows], address
        for line, each in zip(printed, rows, strict=True):
            assert each.zh in line[2:], each.address


def test_required_and_since_are_those_the_seed_prints():
    for address, printed in zip(SEED_TABLES, printed_tables(), strict=True):
        for line, each in zip(printed, seed_rows(address), strict=True):
            if address.endswith(".object"):
                assert ("是" in line[2:4]) == each.required, each.address
            versions = [cell for cell in line[2:] if re.fullmatch(r"\d+\.\d+\.\d+", cell)]
            if versions and address.startswith("downloadFile"):
                assert versions == [each.since], each.address


@pytest.mark.parametrize("task", ["UploadTask", "DownloadTask"])
def test_task_methods_have_the_versions_the_seed_gives(task):
    assert [each.name for each in table(task).rows] == METHODS
    assert [each.since for each in table(task).rows] == [
        "1.4.0",
        "2.1.0",
        "2.1.0",
        "2.1.0",
        "1.4.0",
    ]


def test_addresses_are_unique_and_stand_in_their_tables():
    addresses = [each.address for each in ALL_ROWS]
    assert len(addresses) == len(set(addresses))
    for found in TABLES.values():
        assert {each.table for each in found.rows} == {found.address}


JS_TYPES = {"String", "Number", "Boolean", "Object", "Function", "Array", "ArrayBuffer", "Any"}


def test_every_row_speaks_both_languages_and_has_a_javascript_type():
    for each in ALL_ROWS:
        assert each.zh, each.address
        assert each.en, each.address
        assert set(each.js_type.split("|")) <= JS_TYPES, each.address


def test_the_two_limits_are_the_seeds_tips():
    assert [each.default for each in LIMITS.rows] == [10, 60000]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("2.9.0", "2.10.0"),
        ("2.3.0", "2.29.1"),
        ("1.4.0", "1.4.1"),
        ("1.9", "1.9.1"),
        ("0.9", "1.0"),
    ],
)
def test_versions_compare_as_numbers(older, newer):
    assert at_least(newer, older)
    assert not at_least(older, newer)
    assert at_least(older, older)
    assert at_least(older, None)


@pytest.mark.parametrize("text", ["", "2.x", "2..1", "v2.1.0", "-1.0", None, 2.1, "²"])
def test_a_bad_version_is_named(text):
    with pytest.raises(ValueError, match="looks like"):
        parse(text)


@pytest.mark.parametrize(
    ("address", "before", "since"),
    [
        ("UploadTask", "1.3.9", "1.4.0"),
        ("UploadTask.abort", "1.3.9", "1.4.0"),
        ("UploadTask.offProgressUpdate", "2.0.9", "2.1.0"),
        ("DownloadTask.onHeadersReceived.callback.header", "2.0.9", "2.1.0"),
        ("UploadTask.onProgressUpdate.callback.progress", "1.3.9", "1.4.0"),
        ("downloadFile.object.filePath", "1.7.9", "1.8.0"),
        ("uploadFile.object.timeout", "2.9.9", "2.10.0"),
        ("downloadFile.success.profile", "2.10.3", "2.10.4"),
        ("downloadFile.success.profile.rtt", "2.10.3", "2.10.4"),
        ("downloadFile.success.profile.queueEnd", "3.8.9", "3.8.10"),
        ("uploadFile.success.profile.rtt", "3.4.9", "3.5.0"),
        ("getAppBaseInfo.return.SDKVersion", "2.20.0", "2.20.1"),
        ("getDeviceInfo", "2.20.0", "2.20.1"),
        ("RequestTask.onChunkReceived", "2.20.0", "2.20.1"),
        ("RequestTask.offHeadersReceived", "2.0.9", "2.1.0"),
        ("request.object.redirect", "3.2.1", "3.2.2"),
        ("request.success.profile.rtt", "2.10.3", "2.10.4"),
        ("FileSystemManager.readFileSync", "1.9.8", "1.9.9"),
        ("FileSystemManager.stat.object.recursive", "2.2.9", "2.3.0"),
        ("getFileSystemManager", "1.9.8", "1.9.9"),
        ("chooseImage.success.tempFiles.size", "1.1.9", "1.2.0"),
        ("chooseMedia.object.mediaType", "2.9.9", "2.10.0"),
        ("compressImage", "2.3.9", "2.4.0"),
        ("compressImage.object.compressedWidth", "2.25.9", "2.26.0"),
        ("playVoice.object.duration", "1.5.9", "1.6.0"),
    ],
)
def test_a_row_is_there_from_its_version_on(address, before, since):
    assert not supported(address, before)
    assert supported(address, since)


@pytest.mark.parametrize(
    "address", ["", "uploadfile", "uploadFile.object", None, 7, ["uploadFile"]]
)
def test_can_i_use_never_raises(address):
    assert supported(address, "3.16.2") is (address == "uploadFile.object")


@pytest.mark.parametrize("address", ["limits", "limits.concurrency", "limits.timeout"])
def test_the_limits_are_nothing_one_can_use(address):
    assert not supported(address, "3.16.2")


@pytest.mark.parametrize("find", [row, table])
def test_an_unknown_address_names_near_misses(find):
    with pytest.raises(KeyError, match=r"uploadFile\.object"):
        find("uploadFile.objekt")


def test_the_docstring_section_has_every_parameter():
    text = parameter_doc("downloadFile")
    for each in table("downloadFile.object").rows:
        assert each.name in text
        assert each.zh in text


@pytest.mark.parametrize(
    "address",
    [
        "request.object.method.PUT",
        "request.object.data",
        "request.success.cookies",
        "RequestTask.onHeadersReceived.callback.statusCode",
        "setStorageSync",
        "getStorage.success.data",
        "getStorageInfoSync.return.keys",
        "FileSystemManager.readFile.object.encoding",
        "FileSystemManager.rmdirSync",
        "saveFile.success.savedFilePath",
        "Stats.isDirectory",
        "getDeviceInfo.return.platform",
        "getNetworkType.success.networkType",
        "arrayBufferToBase64",
    ],
)
def test_what_real_clients_ask_for_can_be_used(address):
    assert supported(address, "3.16.2")


@pytest.mark.parametrize(
    "address",
    ["request.object.method.PATCH", "request.object.methods", "chooseImage.object.source"],
)
def test_what_the_platform_lacks_cannot_be_used(address):
    assert not supported(address, "3.16.2")


def test_a_method_that_answers_at_once_stands_beside_the_one_that_is_told():
    names = [each.name for each in table("FileSystemManager").rows]
    synchronous = {name.removesuffix("Sync") for name in names if name.endswith("Sync")}
    assert synchronous < set(names)
    assert set(names) - {f"{name}Sync" for name in synchronous} - synchronous == {
        "getFileInfo",
        "getSavedFileList",
        "removeSavedFile",
    }
