"""%%wxjs in a real kernel: waiting, interrupts, the background, and whose output is whose."""

import time

import pytest
from jupyter_client.manager import start_new_kernel

from wxlab.js.magic import awaited

SECONDS = 90  # a loaded machine
SET_UP = """\
%load_ext wxlab.js
from wxlab import Wx, practice, wx
server = practice.serve()
"""


class Kernel:
    """A kernel and what it has said, by the cell it belongs to."""

    def __init__(self):
        self.manager, self._client = start_new_kernel(
            kernel_name="python3", startup_timeout=SECONDS
        )
        self._said = {}
        self._errors = {}
        self._idle = set()
        self._numbers = {}

    def start(self, code):
        """Begin a cell, and return its number."""
        return self._client.execute(code)

    def finish(self, cell):
        """Wait for a cell's end; what it has printed so far."""
        self._until(lambda: cell in self._idle)
        return self.printed(cell)

    def run(self, code):
        """What a cell prints; raises with the text of an error."""
        cell = self.start(code)
        printed = self.finish(cell)
        if cell in self._errors:
            raise RuntimeError(self._errors[cell])
        return printed

    def see(self, cell, text):
        """Wait until a text belongs to a cell."""
        self._until(lambda: text in self.printed(cell))

    def printed(self, cell):
        return self._said.get(cell, "")

    def error(self, cell):
        return self._errors.get(cell, "")

    def number(self, cell):
        """The number that stands in front of a cell."""
        return self._numbers[cell]

    def interrupt(self):
        self.manager.interrupt_kernel()

    def _until(self, reached):
        end = time.monotonic() + SECONDS
        while not reached():
            message = self._client.get_iopub_msg(timeout=max(end - time.monotonic(), 0.001))
            cell = message["parent_header"].get("msg_id")
            content = message["content"]
            if message["msg_type"] == "stream":
                self._said[cell] = self.printed(cell) + content["text"]
            elif message["msg_type"] == "execute_result":
                self._said[cell] = self.printed(cell) + content["data"]["text/plain"]
            elif message["msg_type"] == "execute_input":
                self._numbers[cell] = content["execution_count"]
            elif message["msg_type"] == "error":
                self._errors[cell] = "\n".join(content["traceback"])
            elif content.get("execution_state") == "idle":
                self._idle.add(cell)

    def stop(self):
        self._client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel():
    running = Kernel()
    try:
        running.run(SET_UP)
        yield running
    finally:
        running.stop()


def test_a_cell_ends_with_its_transfers(kernel):
    printed = kernel.run(
        "%%wxjs --server server\n"
        "const complete = res => console.log(res.statusCode)\n"
        "wx.downloadFile({ url: 'https://a.b/slow/100', complete })"
    )
    assert printed == "200\n"


def test_values_go_in_and_come_out(kernel):
    kernel.run("names, data = ['a', 1], b'bytes'")
    kernel.run(
        "%%wxjs --in names,data --out back,task --server server\n"
        "const back = [names, data]\n"
        "const task = wx.downloadFile({ url: 'https://a.b/status/200' })"
    )
    assert kernel.run("back, task.result.statusCode") == "([['a', 1], b'bytes'], 200)"


def test_the_panel_knows_the_transfers(kernel):
    kernel.run("%%wxjs --server server\nwx.downloadFile({ url: 'https://a.b/status/204' })")
    assert kernel.run("wx.tasks[-1].result.statusCode") == "204"


def test_errors_are_javascripts_and_name_the_cell(kernel):
    cell = kernel.start("%%wxjs\n\nmissing.thing")
    kernel.finish(cell)
    text = kernel.error(cell)
    assert text.startswith("ReferenceError: missing is not defined\n")
    assert f"  In[{kernel.number(cell)}]:2:1\n    missing.thing\n    ^\n" in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("first_line", "said"),
    [
        ("%%wxjs --nothing", "unrecognized arguments: --nothing"),
        ("%%wxjs --in nowhere", "there is no Python variable nowhere"),
        ("%%wxjs --choose nowhere.png", "there is no file nowhere.png"),
        ("%%wxjs --wx server", "server is no mini-program"),
    ],
)
def test_mistakes_in_the_first_line_are_told(kernel, first_line, said):
    assert said in kernel.run(f"{first_line}\n1")


def test_late_output_of_the_background_belongs_to_its_own_cell(kernel):
    cell = kernel.start(
        "%%wxjs --bg --server server --out late\n"
        "let late = 'early'\n"
        "const success = () => { late = 'late'; console.log(late) }\n"
        "wx.downloadFile({ url: 'https://a.b/stall', success })\n"
        "console.log(late)"
    )
    assert kernel.finish(cell) in ("", "early\n")  # it has returned, and its transfer waits
    other = kernel.start("server.wait_for(1, '/stall', 'held'); server.release(); print('other')")
    kernel.see(cell, "early\nlate\n")
    assert kernel.finish(other) == "other\n"
    assert kernel.printed(other) == "other\n"


def test_errors_in_the_background_belong_to_their_cell(kernel):
    cell = kernel.start("%%wxjs --bg\nawait new Promise(done => setTimeout(done, 50))\nmissing")
    kernel.finish(cell)
    kernel.see(cell, "ReferenceError: missing is not defined")


def test_an_interrupt_aborts_what_the_cell_waits_for(kernel):
    kernel.run("hits = server.hits('/stall/headers')")
    cell = kernel.start(
        "%%wxjs --server server\n"
        "const task = wx.downloadFile({ url: 'https://a.b/stall/headers',\n"
        "  fail: res => console.log(res.errMsg) })\n"
        "task.onHeadersReceived(() => console.log('waiting'))\n"
        "setInterval(() => {}, 1000)"
    )
    kernel.see(cell, "waiting")
    kernel.interrupt()
    kernel.finish(cell)
    kernel.see(cell, "waiting\ndownloadFile:fail abort\n")
    assert kernel.error(cell).startswith("Interrupted · 已中断\n")
    assert kernel.run("%%wxjs\nconsole.log(typeof task)") == "object\n"


def test_a_loop_ends_by_itself_and_an_interrupt_meanwhile_does_no_harm(kernel):
    cell = kernel.start(
        "%%wxjs\nconst kept = 1\nsetTimeout(() => console.log('looping'), 1)\n"
        "setTimeout(() => { while (true) {} }, 50)\nsetInterval(() => {}, 1000)"
    )
    kernel.see(cell, "looping")
    kernel.interrupt()
    kernel.finish(cell)
    assert kernel.error(cell).startswith("Interrupted")
    assert kernel.run("%%wxjs\nconsole.log(kept)") == "1\n"


def test_other_mini_programs_have_worlds_of_their_own(kernel):
    kernel.run("%%wxjs\nvar shared = 1")
    kernel.run("other = Wx(base_library='2.0.0')")
    printed = kernel.run(
        "%%wxjs --wx other\nconsole.log(typeof shared, wx.getSystemInfoSync().SDKVersion)"
    )
    assert printed == "undefined 2.0.0\n"


def test_fresh_forgets_the_variables(kernel):
    kernel.run("%%wxjs\nvar old = 1")
    assert kernel.run("%%wxjs --fresh\nconsole.log(typeof old)") == "undefined\n"


def test_hosts_can_be_replaced_one_by_one(kernel):
    kernel.run("hosts = {'https://a.b/x': server.url('/status/201'), 'https://c.d': server}")
    printed = kernel.run(
        "%%wxjs --hosts hosts\n"
        "for (const url of ['https://a.b/x', 'https://c.d/status/202'])\n"
        "  await new Promise(complete => wx.downloadFile({ url, complete,\n"
        "    success: res => console.log(res.statusCode) }))"
    )
    assert printed == "201\n202\n"


def test_a_cell_is_skipped_without_the_package_that_it_needs(kernel):
    printed = kernel.run("%%wxjs --needs one,two --out a,b\nvar a = 1, b = c")
    assert printed.splitlines() == [
        "  Skipped: this cell needs what is not installed beside the notebook; npm install one two",
        "  已跳过：这个单元格需要的包还没有安装在笔记本旁边；请运行 npm install one two",
    ]
    assert kernel.run("a, b") == "(None, None)"


def test_a_cell_runs_with_the_package_that_it_needs(kernel, tmp_path):
    package = tmp_path / "node_modules/client"
    package.mkdir(parents=True)
    (package / "index.js").write_text("module.exports = 7", "utf-8")
    kernel.run(f"import os; before = os.getcwd(); os.chdir({str(tmp_path)!r})")
    try:
        assert kernel.run("%%wxjs --needs client\nconsole.log(require('client'))") == "7\n"
    finally:
        kernel.run("os.chdir(before)")


def test_a_translation_shows_as_a_program(kernel):
    printed = kernel.run("from wxlab import to_python\nto_python('const a = b.c; d(a)')")
    assert printed.strip() == "a = b.c\nd(a)"


def test_the_extension_can_be_unloaded_and_loaded_again(kernel):
    kernel.run("%unload_ext wxlab.js")
    assert "`%%wxjs` not found" in kernel.run("%%wxjs\n1")
    kernel.run("%load_ext wxlab.js")
    assert kernel.run("%%wxjs\nconsole.log(1)") == "1\n"


def test_python_goes_on_meanwhile(kernel):
    kernel.run(
        "import asyncio\n"
        "async def let_go():\n"
        "    await asyncio.to_thread(server.wait_for, 1, '/stall/body', 'held')\n"
        "    server.release()\n"
        "releasing = asyncio.ensure_future(let_go())"
    )
    # The cell can only end when Python's own task has run while it waits.
    program = "wx.downloadFile({ url, success: res => console.log(res.statusCode) })"
    printed = kernel.run(f"%%wxjs --server server\nconst url = 'https://a.b/stall/body'\n{program}")
    assert printed == "200\n"


def test_without_the_engine_the_kernel_says_what_to_install():
    kernel = Kernel()
    try:
        said = kernel.run("import sys; sys.modules['quickjs'] = None\n%load_ext wxlab.js")
        assert '%pip install "wxlab[js]"' in said
    finally:
        kernel.stop()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["%%wxjs\n", "a\n"], "await get_ipython().run_cell_magic('wxjs', '', 'a\\n')\n"),
        (
            ["%%wxjs --bg  \n", "a\n", "b"],
            "await get_ipython().run_cell_magic('wxjs', '--bg', 'a\\nb')\n",
        ),
        (["%%wxjs"], "await get_ipython().run_cell_magic('wxjs', '', '')\n"),
    ],
)
def test_a_cell_becomes_an_await(lines, expected):
    assert awaited(lines) == [expected]


@pytest.mark.parametrize("lines", [[], ["a\n"], ["%%wxjsx\n"], ["a\n", "%%wxjs\n"], ["%%time\n"]])
def test_other_cells_stay_as_they_are(lines):
    assert awaited(lines) == lines
