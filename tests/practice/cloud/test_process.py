"""A function's process: its answer, its errors, its end."""

import json
import os
import signal
import threading

import pytest

from wxlab.practice.cloud import process
from wxlab.practice.cloud.function import Manifest
from wxlab.practice.cloud.process import run

NEVER = threading.Event()


def ran(files, said=(None, None), seconds=20, parent=None, stop=NEVER):
    """Run ``index.py`` or ``index.js``, texts, with 20 seconds on a loaded machine."""
    entry = "index.py" if "index.py" in files else "index.js"
    language = "python" if entry == "index.py" else "node"
    data = {name: text.encode() for name, text in files.items()}
    return run(data, Manifest(entry, language, seconds), said, parent, stop)


def python(code, **options):
    return ran({"index.py": code}, **options)


def javascript(code, **options):
    return ran({"index.js": code}, **options)


PYTHON = """
import sys
print("loaded")
def main(event, context):
    print("called", file=sys.stderr)
    return {"event": event, "context": context}
"""
ASYNC_PYTHON = """
import asyncio
async def main(event, context):
    await asyncio.sleep(0)
    return [event, context]
"""
NODE = """
console.log("loaded");
exports.main = async (event, context) => {
  console.error("called");
  await null;
  return { event, context };
};
"""


def test_python_gets_its_event_and_answers():
    ending = python(PYTHON, said=({"名": "苹果"}, {"n": 1}))
    assert ending.value == {"event": {"名": "苹果"}, "context": {"n": 1}}
    assert (ending.error, ending.log) == (None, "loaded\ncalled\n")
    assert python(ASYNC_PYTHON, said=(1, 2)).value == [1, 2]
    assert python("def main(event, context): pass").value is None


@pytest.mark.usefixtures("needs_node")
def test_node_gets_its_event_and_answers():
    ending = javascript(NODE, said=({"名": "苹果"}, {"n": 1}))
    assert ending.value == {"event": {"名": "苹果"}, "context": {"n": 1}}
    assert (ending.error, ending.log) == (None, "loaded\ncalled\n")
    assert javascript("exports.main = () => 5").value == 5
    assert javascript("exports.main = () => undefined").value is None
    assert javascript("exports.main = () => () => 1").value is None


def test_a_function_has_its_other_files_and_nothing_of_ours(tmp_path):
    code = (
        "import os, sys, lib.sums, json\n"
        "def main(event, context):\n"
        "    try:\n"
        "        import wxlab, pytest\n"
        "    except ImportError as error:\n"
        "        found = str(error)\n"
        "    return [lib.sums.total([1, 2]), open('data.txt').read(), sorted(os.environ),"
        " os.getcwd(), found, os.listdir()]\n"
    )
    files = {"index.py": code, "lib/sums.py": "total = sum", "data.txt": "数据"}
    os.environ["WXLAB_SECRET"] = "of the server"
    try:
        total, data, environment, folder, found, listed = ran(files, parent=tmp_path).value
    finally:
        del os.environ["WXLAB_SECRET"]
    assert (total, data) == (3, "数据")
    assert set(environment) <= {"HOME", "LANG", "PATH", "TMPDIR", "PWD", "SHLVL", "_", "LC_CTYPE"}
    assert folder.startswith(str(tmp_path))
    assert "wxlab" in found
    assert sorted(listed) == ["data.txt", "index.py", "lib"]
    assert os.listdir(tmp_path) == []


@pytest.mark.usefixtures("needs_node")
def test_node_has_its_other_files(tmp_path):
    files = {
        "index.js": "const {f} = require('./lib/f');\nexports.main = () => [f(), process.env]",
        "lib/f.js": "exports.f = () => __dirname",
    }
    folder, environment = ran(files, parent=tmp_path).value
    assert folder.startswith(str(tmp_path))
    assert "WXLAB_REQUIRE_NODE" not in environment
    assert environment["HOME"] == os.path.dirname(folder)


def told(ending):
    assert ending.error.status == 500
    assert "云函数" in ending.error.zh
    return ending.error.code, ending.error.file, ending.error.line


def test_an_error_in_python_has_its_place():
    files = {
        "index.py": "import other\n\ndef main(event, context):\n    return other.half('x')\n",
        "other.py": "def half(value):\n    return value / 2\n",
    }
    ending = ran(files)
    assert told(ending) == (40006, "other.py", 2)
    assert "TypeError" in ending.error.en
    assert ending.trace.startswith('Traceback (most recent call last):\n  File "index.py", line 4')
    assert "start.py" not in ending.trace


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ("x = 1", None, "AttributeError"),
        ("def main(event, context):\n    raise SystemExit(3)", 2, "SystemExit"),
        ("def main(event, context):\n    return {1, 2}", None, "TypeError"),
        ("def main(event, context):\n    return float('nan')", None, "ValueError"),
        ("import no_such_module\n", 1, "ModuleNotFoundError"),
        ("def main(event, context):\n    return main(event, context)", 2, "RecursionError"),
    ],
)
def test_python_fails_in_words(code, line, said):
    ending = python(code)
    assert told(ending) == (40006, "index.py" if line else None, line)
    assert said in ending.error.en


@pytest.mark.usefixtures("needs_node")
def test_an_error_in_javascript_has_its_place():
    files = {
        "index.js": "const {f} = require('./lib/f');\nexports.main = async () => f(null);\n",
        "lib/f.js": "exports.f = (value) => {\n  return value.name;\n};\n",
    }
    ending = ran(files)
    assert told(ending) == (40006, "lib/f.js", 2)
    assert "TypeError" in ending.error.en
    assert "start.js" not in ending.trace
    assert "node:" not in ending.trace


@pytest.mark.usefixtures("needs_node")
@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ("exports.main = 5;", None, "should set exports.main"),
        ("exports.main = () => {\n  let let = 1;\n};", 2, "SyntaxError"),
        ("exports.main = () => {\n  throw 'a text';\n};", None, "a text"),
        ("exports.main = () => {\n  const a = {}; a.a = a; return a;\n};", None, "circular"),
        ("exports.main = () => 1n;", None, "BigInt"),
        ("\nrequire('no-such-module');", 2, "no-such-module"),
        (
            "exports.main = () => new Promise(() => {\n  setTimeout(() => {\n"
            "    null.x;\n  }, 1);\n});",
            3,
            "TypeError",
        ),
    ],
)
def test_javascript_fails_in_words(code, line, said):
    ending = javascript(code)
    assert told(ending)[0] == 40006
    assert said in ending.error.en
    if line is not None:
        assert told(ending)[1:] == ("index.js", line)


@pytest.mark.parametrize(
    "code",
    [
        "import os\ndef main(event, context):\n    os._exit(7)",
        "import os, signal\ndef main(event, context):\n    os.kill(os.getpid(), signal.SIGSEGV)",
    ],
)
def test_a_process_that_ends_itself_is_told(code):
    ending = python(code)
    assert told(ending)[0] == 40006
    assert any(word in ending.error.en for word in ("exit code 7", f"signal {signal.SIGSEGV:d}"))


@pytest.mark.usefixtures("needs_node")
def test_a_promise_that_nobody_settles_is_told():
    ending = javascript("exports.main = () => new Promise(() => {})")
    assert told(ending)[0] == 40006
    assert "nothing settles its promise" in ending.error.en


def too_late(ending):
    return (ending.error.code, ending.error.status) == (40007, 504)


def test_an_endless_function_is_ended():
    assert too_late(python("def main(event, context):\n    while True: pass", seconds=1))
    waiting = "import time\ndef main(event, context):\n    print('here'); time.sleep(1000)"
    ending = python(waiting, seconds=4)
    assert too_late(ending)
    assert ending.log == "here\n"


@pytest.mark.usefixtures("needs_node")
def test_an_endless_function_in_javascript_is_ended():
    assert too_late(javascript("exports.main = () => { for (;;); }", seconds=1))
    timer = "exports.main = () => new Promise(() => setInterval(() => 0, 10))"
    assert too_late(javascript(timer, seconds=1))


def gone(pid):
    """Whether a process has ended; Z: and its new parent has not taken notice of it yet."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


CHILD = (
    "import subprocess, sys, time\n"
    "def main(event, context):\n"
    "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)'])\n"
    "    print(child.pid, flush=True)\n"
    "    {end}\n"
)


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="asks /proc about processes")
@pytest.mark.parametrize("end", ["return child.pid", "time.sleep(1000)"])
def test_what_a_function_has_started_ends_with_it(end):
    ending = python(CHILD.format(end=end), seconds=5)
    pid = int(ending.log)
    # The signal has been sent; the system may take a moment to carry it out.
    while not gone(pid):
        os.sched_yield()


def test_who_stops_waiting_ends_it(tmp_path):
    stop = threading.Event()
    code = "import time\ndef main(event, context):\n    time.sleep(1000)"
    running = threading.Thread(target=python, args=(code,), kwargs={"stop": stop, "seconds": 1000})
    running.start()
    stop.set()
    running.join()


def test_a_flood_of_output_is_bounded():
    ending = python("def main(event, context):\n    while True: print('x' * 10_000)")
    assert told(ending)[0] == 40006
    assert len(ending.log) == process.MAX_LOG_BYTES


@pytest.mark.usefixtures("needs_node")
def test_a_flood_of_output_of_javascript_is_bounded():
    code = "exports.main = () => { for (;;) console.log('x'.repeat(10000)); }"
    ending = javascript(code, seconds=3)
    assert ending.error.code in (40006, 40007)
    assert len(ending.log) == process.MAX_LOG_BYTES


def test_a_large_answer_is_refused():
    assert len(python("def main(event, context): return 'x' * 1_000_000").value) == 1_000_000
    ending = python("def main(event, context): return 'x' * 1_100_000")
    assert told(ending)[0] == 40006
    assert "larger than 1,048,576 bytes" in ending.error.en


def test_memory_is_bounded():
    ending = python("def main(event, context): return len(bytearray(2**30))")
    assert told(ending)[0] == 40006
    assert "MemoryError" in ending.error.en


@pytest.mark.usefixtures("needs_node")
def test_memory_of_javascript_is_bounded():
    code = (
        "exports.main = () => { const all = []; for (;;) all.push(Array(1000).fill(all.length)) }"
    )
    ending = javascript(code)
    assert told(ending)[0] == 40006
    assert "used or wrote too much" in ending.error.en


def test_without_node_it_says_so(monkeypatch):
    monkeypatch.setattr(process.shutil, "which", lambda _: None)
    ending = javascript("exports.main = () => 1")
    assert (ending.error.code, ending.error.status) == (40008, 501)
    assert "Node.js" in ending.error.en
    assert "Node.js" in ending.error.zh


def test_an_answer_cannot_be_forged_by_printing():
    code = "def main(event, context):\n    print('{\"value\": 1}')\n    return 2"
    assert python(code).value == 2
    json.loads(python(code).log)
