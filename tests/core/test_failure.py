"""wxlab.core.failure: a catalogue row with its blanks filled in."""

import pytest

from wxlab.core.failure import Failure
from wxlab.spec import ERRORS

FILLED = [
    ("abort", {}, "abort", None),
    ("timeout", {}, "timeout", 5),
    ("parameter", {"detail": "x;"}, "parameter error: x;", 600005),
    ("file-not-found", {"path": "a b"}, "file not found: a b", 600005),
    ("permission-denied", {"path": "/x"}, "permission denied: /x", 600005),
    ("file-changed", {"path": "/x"}, "file changed while sending: /x", 600005),
    ("invalid-url", {}, "invalid url", 600009),
    ("domain", {}, "url not in domain list", 600002),
    ("upload-overflow", {"limit": 10}, "exceed max upload connection count 10", 600007),
    ("download-overflow", {"limit": 3}, "exceed max download connection count 3", 600007),
    ("redirects", {}, "reach the max redirect count", 600008),
    ("file-too-large", {}, "exceed max file size", 603301),
    ("no-such-directory", {"path": "/x"}, "no such file or directory: /x", 603300),
    ("target-permission-denied", {"path": "/x"}, "permission denied: /x", 603303),
    ("target-is-directory", {"path": "/x"}, "illegal operation on a directory: /x", 603300),
    ("save-failed", {"path": "/x"}, "save file error: /x", 603300),
    ("interrupted", {}, "interrupted", 600003),
]

NETWORK = {
    "NAME_NOT_RESOLVED": -105,
    "CONNECTION_REFUSED": -102,
    "CONNECTION_RESET": -101,
    "CONNECTION_CLOSED": -100,
    "CONNECTION_FAILED": -104,
    "ADDRESS_UNREACHABLE": -109,
    "CERT_COMMON_NAME_INVALID": -200,
    "CERT_DATE_INVALID": -201,
    "CERT_AUTHORITY_INVALID": -202,
    "SSL_PROTOCOL_ERROR": -107,
    "INCOMPLETE_CHUNKED_ENCODING": -355,
    "CONTENT_LENGTH_MISMATCH": -354,
    "INVALID_RESPONSE": -320,
    "CONTENT_DECODING_FAILED": -330,
}


@pytest.mark.parametrize(("address", "blanks", "text", "errno"), FILLED)
def test_the_text_is_the_contracts_letter_for_letter(address, blanks, text, errno):
    failure = Failure(address, **blanks)
    assert (failure.text, str(failure), failure.errno) == (text, text, errno)
    assert failure.entry is ERRORS[address]


@pytest.mark.parametrize(("name", "number"), NETWORK.items())
def test_a_network_failure_has_chromiums_number_and_name(name, number):
    failure = Failure(f"ERR_{name}")
    assert failure.text == f"{number}:net::ERR_{name}"
    assert failure.errno == 600001


def test_braces_in_a_path_are_a_path():
    assert Failure("file-not-found", path="{path} {0} {x!r}").text == (
        "file not found: {path} {0} {x!r}"
    )


def test_an_address_nobody_knows_is_a_bug():
    with pytest.raises(KeyError):
        Failure("no-such-failure")


def test_a_blank_that_is_not_filled_in_is_a_bug():
    with pytest.raises(KeyError):
        Failure("file-not-found")


# Seen on devices and in the developer tools, letter for letter.
TOLD = [
    ("android", "uploadFile", "timeout", "fail:time out", 5),
    ("android", "downloadFile", "abort", "abort", None),
    ("android", "uploadFile", "upload-overflow", "fail:network exceed max task count", 600007),
    (
        *("android", "downloadFile", "ERR_CERT_AUTHORITY_INVALID"),
        "errcode:-202 cronet_error_code:-202 error_msg:net::ERR_CERT_AUTHORITY_INVALID",
        600001,
    ),
    (
        *("android", "uploadFile", "ERR_INCOMPLETE_CHUNKED_ENCODING"),
        "upload fail:-355:net::ERR_INCOMPLETE_CHUNKED_ENCODING",
        600001,
    ),
    (
        *("android", "downloadFile", "ERR_INCOMPLETE_CHUNKED_ENCODING"),
        "errcode:-355 cronet_error_code:-355 error_msg:net::ERR_INCOMPLETE_CHUNKED_ENCODING",
        600001,
    ),
    ("android", "downloadFile", "domain", "url not in domain list", 600002),
    ("ios", "uploadFile", "timeout", "请求超时。", 5),
    ("ios", "uploadFile", "ERR_CONNECTION_REFUSED", "-102:net::ERR_CONNECTION_REFUSED", 600001),
    ("devtools", "uploadFile", "domain", "createUploadTask:fail url not in domain list", None),
    ("devtools", "downloadFile", "domain", "createDownloadTask:fail url not in domain list", None),
    ("devtools", "request", "domain", "url not in domain list", 600002),
    ("devtools", "uploadFile", "file-not-found", "createUploadTask:fail file not found", None),
    (
        *("devtools", "uploadFile", "upload-overflow"),
        "createUploadTask:fail exceed max upload connection count 10",
        None,
    ),
    (
        *("devtools", "downloadFile", "target-permission-denied"),
        'permission denied, open "{1}.jpg"',
        603303,
    ),
    (
        *("devtools", "uploadFile", "ERR_CONNECTION_REFUSED"),
        "Error: connect ECONNREFUSED 127.0.0.1:5000",
        None,
    ),
    ("wxlab", "uploadFile", "timeout", "timeout", 5),
]


@pytest.mark.parametrize(("platform", "api", "address", "text", "errno"), TOLD)
def test_each_platform_has_its_own_words(platform, api, address, text, errno):
    failure = Failure(address, path="{1}.jpg", limit=10, peer="127.0.0.1:5000")
    assert failure.told(platform, api) == (text, errno)


def test_a_refused_connection_of_an_unknown_peer_has_no_loose_end():
    told, _ = Failure("ERR_CONNECTION_REFUSED").told("devtools", "uploadFile")
    assert told == "Error: connect ECONNREFUSED"
