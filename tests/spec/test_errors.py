"""The error catalogue, and what ``explain`` makes of what people paste."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab.spec import ERRORS, explain

# Texts that learners have pasted in public, from all platforms; and wxlab's own.
PASTED = [
    ("uploadFile:fail fail:time out", "timeout"),
    ("downloadFile:fail fail:timeout", "timeout"),
    ("uploadFile:fail socket timeout error", "timeout"),
    ("uploadFile:fail Error: ESOCKETTIMEDOUT", "timeout"),
    ("uploadFile:fail 请求超时。", "timeout"),
    ('{"errno":5,"errMsg":"uploadFile:fail fail:time out"}', "timeout"),
    ("UPLOADFILE:FAIL TIMEOUT", "timeout"),
    ("uploadFile:fail abort", "abort"),
    ("uploadFile:fail createUploadTask:fail url not in domain list", "domain"),
    ("uploadFile:fail createUploadTask:fail file not found", "file-not-found"),
    ("uploadFile:fail file not found: /tmp/abort.txt", "file-not-found"),
    ("uploadFile:fail permission denied: /x", "permission-denied"),
    ('downloadFile:fail permission denied, open "1.jpg"', "target-permission-denied"),
    ("downloadFile:fail permission denied: /x", "target-permission-denied"),
    ("downloadFile:fail no such file or directory: /timeout/x", "no-such-directory"),
    ("downloadFile:fail download fail save file fail", "save-failed"),
    (
        "uploadFile:fail createUploadTask:fail exceed max upload connection count 10",
        "upload-overflow",
    ),
    ("downloadFile:fail exceed max download connection count 10", "download-overflow"),
    ("fail:network exceed max task count", "download-overflow"),
    ("downloadFile:fail exceed max file size", "file-too-large"),
    ("createDownloadTask:fail invalid url", "invalid-url"),
    ("downloadFile:fail save file error: /x/permission denied/y", "save-failed"),
    ("uploadFile:fail permission denied: /x/invalid url/a", "permission-denied"),
    (
        "downloadFile:fail illegal operation on a directory: /a/exceed max file size",
        "target-is-directory",
    ),
    ("uploadFile:fail 网络连接已中断。", "ERR_CONNECTION_RESET"),
    ("uploadFile:fail interrupted", "interrupted"),
    ("uploadFile:fail:interrupted", "interrupted"),
    ("request:fail -102:net::ERR_CONNECTION_REFUSED", "ERR_CONNECTION_REFUSED"),
    ("uploadFile:fail Error: connect ECONNREFUSED 127.0.0.1:5000", "ERR_CONNECTION_REFUSED"),
    ("uploadFile:fail Error: read ECONNRESET", "ERR_CONNECTION_RESET"),
    ("uploadFile:fail Error: socket hang up", "ERR_CONNECTION_CLOSED"),
    ("request:fail 似乎已断开与互联网的连接。", "ERR_ADDRESS_UNREACHABLE"),
    (
        "downloadFile:fail Error: unable to verify the first certificate",
        "ERR_CERT_AUTHORITY_INVALID",
    ),
    (
        "request:fail errcode:-202 cronet_error_code:-202 "
        "error_msg:net::ERR_CERT_AUTHORITY_INVALID",
        "ERR_CERT_AUTHORITY_INVALID",
    ),
    (
        "uploadFile:fail upload fail:-355:net::ERR_INCOMPLETE_CHUNKED_ENCODING",
        "ERR_INCOMPLETE_CHUNKED_ENCODING",
    ),
    ("request:fail -118:net::ERR_CONNECTION_TIMED_OUT", "ERR_CONNECTION_TIMED_OUT"),
    ("chooseMedia:fail cancel", "cancel"),
    ("compressImage:fail file doesn't exist", "picture-missing"),
    ("compressImage:fail:decode image fail", "picture-unreadable"),
    ('chooseImage:fail no such file or directory, open "照片.jpg"', "no-such-file"),
    ("playVoice:fail file is too large to play: a.wav", "voice-too-large"),
    ("request:fail exceed max task count", "request-overflow"),
    ("request:fail network exceed max task count", "request-overflow"),
    ("downloadFile:fail fail:network exceed max task count", "download-overflow"),
    ("uploadFile:fail fail:network exceed max task count", "upload-overflow"),
    ("request:fail method is invalid", "method"),
    ("request:fail invalid request data", "request-data"),
    ("request:fail timeout", "timeout"),
    (
        "setStorage:fail parameter error: parameter.key should be String instead of Null;",
        "argument",
    ),
    ("readFile:fail parameter error: parameter.filePath should not be empty;", "argument"),
    ("request:fail parameter error: parameter.url should not be empty;", "parameter"),
    ('readFileSync:fail no such file or directory, open "wxfile://usr/a"', "no-such-file"),
    ("access:fail no such file or directory wxfile://usr/timeout.txt", "no-such-file"),
    ("saveFile:fail the maximum size of the file storage limit is exceeded", "storage-full"),
    ("readFile:fail Is a directory", "is-a-directory"),
    ('mkdir:fail file already exists, mkdir "wxfile://usr/data not found"', "already-exists"),
    ("getStorage:fail data not found", "no-such-key"),
    ("getStorage:fail:data not found", "no-such-key"),
    ("setStorageSync:fail exceed storage max size 10Mb", "storage-exceeded"),
    ("setStorage:fail entry size limit reached", "value-too-large"),
    (
        "uploadFile:fail parameter error: parameter.url should be String instead of Undefined;",
        "parameter",
    ),
]


SAYING = ("uploadFile", "downloadFile", "request", "readFileSync", "getStorage")
SAYING += ("compressImage", "chooseImage", "playVoice")


@pytest.mark.parametrize(("text", "address"), PASTED)
def test_a_pasted_text_is_explained(text, address):
    found = explain(text)
    assert found is not None
    assert found.address == address


@pytest.mark.parametrize("address", ERRORS)
def test_our_own_text_finds_its_own_entry(address):
    entry = ERRORS[address]
    blanks = dict.fromkeys(re.findall(r"\{(\w+)\}", entry.text), "10")
    said_by = [api for api in SAYING if re.search(f"{entry.api}:$", f"{api}:")]
    assert said_by
    if address != "cancel":
        for api in said_by[:1]:
            assert explain(f"{api}:fail {entry.text.format(**blanks)}") is entry


@pytest.mark.parametrize(
    "text",
    [
        "uploadFile:ok",
        '{"errMsg":"uploadFile:ok","data":"timeout"}',
        {"errMsg": "downloadFile:ok", "data": "timeout"},
        "",
        "nonsense",
        None,
        404,
        {},
    ],
)
def test_what_is_no_error_is_not_explained(text):
    assert explain(text) is None


def test_errors_and_results_can_be_pasted_as_they_are():
    class RaisedError(Exception):
        errMsg = "uploadFile:fail abort"

    assert explain(RaisedError()) is ERRORS["abort"]
    assert explain({"errMsg": "uploadFile:fail abort"}) is ERRORS["abort"]


@pytest.mark.parametrize("entry", ERRORS.values(), ids=ERRORS)
def test_every_entry_says_what_happened_and_what_to_do_in_both_languages(entry):
    for text in (entry.en, entry.remedy_en, entry.provoke):
        assert text
    for text in (entry.zh, entry.remedy_zh):
        assert re.search("[\u4e00-\u9fff]", text)
    assert entry.en in str(entry)
    assert entry.remedy_zh in str(entry)
    parser = HTMLParser()
    parser.feed(entry._repr_html_())
    parser.close()


def test_numbers_are_the_platforms():
    assert {e.errno for e in ERRORS.values() if e.address.startswith("ERR_")} == {600001}
    assert ERRORS["abort"].errno is None
    assert ERRORS["timeout"].errno == 5


WORDS = ["uploadFile", "fail", "errMsg", "timeout", "abort", "not", "file"]
TOKENS = [*":- .", ":fail", ":ok", "net::", *WORDS]
TEXTS = st.text() | st.lists(st.sampled_from(TOKENS)).map("".join) | st.sampled_from(list(ERRORS))


@given(TEXTS | st.fixed_dictionaries({"errMsg": TEXTS}) | st.integers() | st.none() | st.binary())
def test_whatever_is_pasted_is_explained_or_not(pasted):
    found = explain(pasted)
    assert found is None or found in ERRORS.values()


@pytest.mark.parametrize("text", ["a", "uploadFile:fail", ":fail ", "不在以下 "])
def test_a_whole_log_can_be_pasted(text):
    """Were all of it looked at, and every beginning of a word, this would take minutes."""
    explain(text * 10**5)
