"""What a function's package says."""

import pytest

from wxlab.practice.cloud.function import Manifest, expect_function, manifest
from wxlab.practice.cloud.refusal import CloudError


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"index.js": b""}, Manifest("index.js", "node", 3)),
        ({"index.py": b""}, Manifest("index.py", "python", 3)),
        ({"index.js": b"", "index.py": b""}, Manifest("index.js", "node", 3)),
        ({"index.js": b"", "config.json": b"{}"}, Manifest("index.js", "node", 3)),
        ({"index.py": b"", "config.json": b'{"timeout": 20}'}, Manifest("index.py", "python", 20)),
    ],
)
def test_it_is_read_from_the_package(files, expected):
    assert manifest(files) == expected
    expect_function(files)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"main.js": b""}, (10005, "index.js", None)),
        ({"lib/index.js": b""}, (10005, "index.js", None)),
        ({"index.js": b"", "config.json": b"{\n,}"}, (10006, "config.json", 2)),
        ({"index.js": b"", "config.json": b"[]"}, (10009, "config.json", None)),
        ({"index.js": b"", "config.json": b'{\n"timeout": "5"}'}, (10009, "config.json", 2)),
        ({"index.js": b"", "config.json": b'{"timeout": 21}'}, (10009, "config.json", None)),
        ({"index.js": b"", "config.json": b'{"timeout": true}'}, (10009, "config.json", None)),
        ({"index.py": b"x = 1\ndef main(:\n"}, (40011, "index.py", 2)),
        ({"index.py": b"\0"}, (40011, "index.py", None)),
        ({"index.py": b"\n\xff"}, (10006, "index.py", 2)),
    ],
)
def test_a_broken_one_is_told_with_file_and_line(files, expected):
    with pytest.raises(CloudError) as error:
        expect_function(files)
    assert (error.value.code, error.value.file, error.value.line) == expected
