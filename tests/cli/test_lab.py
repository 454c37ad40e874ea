"""`wxlab lab`, as a process of its own."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from wxlab.cli import lab, lessons

CHECKOUT = Path(lab.__file__).parents[2]


def run(*words, **options):
    return subprocess.run(
        [sys.executable, "-m", "wxlab", "lab", "--lang", "en", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        **options,
    )


def wait_until_it_listens(port, process):
    """JupyterLab prints its address a moment before it can be reached there."""
    while process.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("JupyterLab has ended")


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def jupyterlab(tmp_path, free_port):
    """A `wxlab lab` that believes it is in a terminal, and what it printed until it was ready."""
    words = ["--no-browser", "--port", str(free_port), "--dir", "own", "--lang", "en"]
    home = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    keyboard, terminal = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "wxlab", "lab", *words],
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=tmp_path,
        env={**os.environ, **home, "PYTHONPATH": str(CHECKOUT)},
        start_new_session=True,
    )
    with process:
        printed = ""
        for line in process.stdout:
            printed += line
            if re.search(r"http://127\.0\.0\.1:\d+/lab.*token=", line):
                break
        yield process, printed
        process.kill()
    os.close(keyboard)
    os.close(terminal)


def test_it_opens_jupyterlab_on_a_copy_and_ends_with_ctrl_c(jupyterlab, tmp_path, free_port):
    process, printed = jupyterlab
    first = lessons.first_lesson(lessons.find_source())
    assert (tmp_path / "own" / first).is_file()
    address = re.search(r"http://127\.0\.0\.1:(\d+)/lab/tree/(\S+)\?token=(\w+)", printed)
    assert address, printed
    assert address.group(1, 2) == (str(free_port), first)
    wait_until_it_listens(free_port, process)
    request = f"http://127.0.0.1:{free_port}/api/contents/?token={address.group(3)}"
    with urllib.request.urlopen(request) as response:
        assert first in response.read().decode()
    # Jupyter's own way: it asks after a first Ctrl-C, and a second one is the answer.
    process.send_signal(signal.SIGINT)
    assert next(line for line in process.stdout if "interrupted" in line)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0


def test_the_parts_of_jupyterlab_that_ask_the_internet_are_left_out():
    told = json.loads((lab.OFFLINE / "labconfig/page_config.json").read_text("utf-8"))
    assert told["disabledExtensions"] == {
        "@jupyterlab/apputils-extension:announcements": True,
        "@jupyterlab/extensionmanager-extension": True,
    }


def test_jupyterlab_chooses_port_and_browser_unless_told(tmp_path):
    words = lab.command(tmp_path, "01.ipynb", None, browser=True)
    assert "--no-browser" not in words
    assert not [word for word in words if ".port" in word]


def test_a_name_in_the_address_is_quoted(tmp_path):
    words = lab.command(tmp_path, "01 文.ipynb", 9000, browser=False)
    assert "--LabApp.default_url=/lab/tree/01%20%E6%96%87.ipynb" in words
    assert {"--ServerApp.port=9000", "--ServerApp.port_retries=0", "--no-browser"} <= set(words)


def test_notebooks_get_the_kernel_of_this_python():
    environ = lab.environment({"A": "1"})
    assert environ["A"] == "1"
    assert environ["JUPYTER_PREFER_ENV_PATH"] == "1"


def test_a_learner_s_own_jupyter_configuration_still_counts():
    environ = lab.environment({"JUPYTER_CONFIG_PATH": "/mine"})
    assert environ["JUPYTER_CONFIG_PATH"].split(os.pathsep) == [str(lab.OFFLINE), "/mine"]


def test_a_port_in_use_is_told_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        told = run("--port", str(port), "--no-browser", cwd=tmp_path)
    assert told.returncode == 1
    assert told.stderr.startswith(f"Port {port} cannot be used: ")
    assert told.stderr.count("\n") == 1
    assert not (tmp_path / "wxlab-lessons").exists()


def test_a_file_in_the_folder_s_place_is_told_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    for where in ("file", "file/below"):
        told = run("--dir", where, "--no-browser", cwd=tmp_path)
        assert told.returncode == 1
        assert told.stderr == f"{where} is a file, not a folder. Choose another with --dir.\n"


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path):
    told = run("--dir", "/proc/lessons", "--no-browser", cwd=tmp_path)
    if not Path("/proc").is_dir():  # macOS: the root is read-only there.
        told = run("--dir", "/lessons", "--no-browser", cwd=tmp_path)
    assert told.returncode == 1
    assert "Lessons cannot be copied to" in told.stderr
    assert told.stderr.count("\n") == 1


def test_an_installation_without_lessons_says_so(tmp_path):
    shutil.copytree(
        CHECKOUT / "wxlab", tmp_path / "wxlab", ignore=shutil.ignore_patterns("lessons")
    )
    told = subprocess.run(
        [sys.executable, "-m", "wxlab", "--no-browser", "--lang", "zh"],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
    )
    assert told.returncode == 1
    assert told.stderr.startswith("没有找到课程")
