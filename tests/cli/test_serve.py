"""`wxlab serve`, as a process of its own."""

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest


@pytest.fixture
def serving(request):
    """A running `wxlab serve`, its address, and what it printed up to the last line."""
    options = getattr(request, "param", [])
    words = [sys.executable, "-u", "-m", "wxlab", "serve", "--lang", "en", *options]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        printed = b""
        for line in process.stdout:
            printed += line
            if b"Ctrl-C" in line:
                break
        yield process, printed.decode()
        process.kill()


def test_it_prints_its_routes_and_answers(serving):
    _, printed = serving
    assert "/upload" in printed
    address = re.search(r"http://127\.0\.0\.1:\d+/", printed)
    assert address, printed
    with urllib.request.urlopen(f"{address.group()}file/10") as response:
        assert len(response.read()) == 10


@pytest.mark.parametrize("serving", [["--token"]], indirect=True)
def test_with_a_token_it_answers_at_the_printed_address_only(serving):
    _, printed = serving
    address = re.search(r"(http://127\.0\.0\.1:\d+/)~[\w-]+/", printed)
    with urllib.request.urlopen(f"{address.group()}file/10") as response:
        assert len(response.read()) == 10
    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        urllib.request.urlopen(f"{address.group(1)}file/10")
    refused.value.close()


def test_ctrl_c_is_its_normal_end(serving):
    process, _ = serving
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 0
    assert stderr == b""


def test_a_port_in_use_is_told_in_one_line(serving):
    _, printed = serving
    port = re.search(r":(\d+)/", printed).group(1)
    words = [sys.executable, "-m", "wxlab", "serve", "--port", port, "--lang", "en"]
    second = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr.startswith(f"Port {port} cannot be used")
    assert second.stderr.count("\n") == 1


def serve(*options):
    words = [sys.executable, "-m", "wxlab", "serve", "--lang", "en", *options]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def cloud(tmp_path):
    return tmp_path / "cloud"


def test_it_keeps_a_cloud_and_says_where_the_key_is(cloud):
    words = [sys.executable, "-u", "-m", "wxlab", "serve", "--lang", "en", "--cloud", cloud]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        printed = ""
        while "Ctrl-C" not in printed:
            printed += process.stdout.readline()
        second = serve("--cloud", str(cloud))
        process.kill()
    assert f"the upload key is in {cloud / 'upload.key'}" in printed
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.startswith(f"{cloud} cannot keep the cloud: another practice server")
    assert second.stderr.count("\n") == 1
