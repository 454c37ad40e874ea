"""A real JupyterLab, started by `wxlab lab` itself, and a headless Chromium that uses it.

Only what a browser shows is tested here. Everything runs on this machine: a request to any other
host fails the test that made it.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

CHECKOUT = Path(__file__).parents[2]
EVIDENCE = CHECKOUT / ".evidence"
HOW_TO_GET_THEM = (
    "browser tests need Chromium and playwright: apt-get install chromium; pip install -e '.[test]'"
)
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--use-fake-device-for-media-stream",  # a camera, on machines that have none
)
PANEL_SET_UP = """\
import time
from pathlib import Path
from IPython.display import display
from wxlab import Wx, concurrency, panel, practice, watch, waterfall
wx = Wx()
server = practice.serve()
Path("图片.bin").write_bytes(bytes(2_000_000))
def upload(path, **options):
    return wx.uploadFile(url=server.url(path), filePath="图片.bin", name="file", **options)
def download(path, **options):
    return wx.downloadFile(url=server.url(path), **options)
"""
START_MS = 120_000  # JupyterLab with a cold cache, on a busy machine.

SETTINGS = {
    # Every cell stays in the page, also when it is scrolled out of sight.
    "notebook-extension/tracker": {"windowingMode": "none"},
    # Dark when the browser says that the person likes it dark.
    "apputils-extension/themes": {"adaptive-theme": True},
}
PAGE_SCRIPT = Path(__file__).with_name("page.js")


class Lab:
    """A running `wxlab lab`: its address, its token, and the folder it shows."""

    def __init__(self, home):
        self.root = home / "lessons"
        self.token = secrets.token_hex(16)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.printed = []
        self._process = self._start(home)
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        if not self._ready.wait(START_MS / 1000) or self._process.poll() is not None:
            self.stop()
            raise AssertionError("JupyterLab did not start:\n" + "".join(self.printed))
        self._wait_until_it_listens()

    def _wait_until_it_listens(self):
        # The address is printed a moment before it can be reached.
        while self._process.poll() is None:
            try:
                return socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                time.sleep(0.05)

    def _start(self, home):
        for part, values in SETTINGS.items():
            file = home / "config/lab/user-settings/@jupyterlab" / f"{part}.jupyterlab-settings"
            file.parent.mkdir(parents=True)
            file.write_text(json.dumps(values))
        environ = {
            **os.environ,
            "HOME": str(home),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "IPYTHONDIR": str(home / "ipython"),
            "JUPYTER_TOKEN": self.token,
            "PYTHONPATH": str(CHECKOUT),
        }
        words = ["lab", "--no-browser", "--port", str(self.port), "--dir", str(self.root)]
        return subprocess.Popen(
            [sys.executable, "-u", "-m", "wxlab", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=home,
            env=environ,
        )

    def _read(self):
        for line in self._process.stdout:
            self.printed.append(line)
            if f":{self.port}/lab" in line:
                self._ready.set()
        self._ready.set()  # It has ended: nobody needs to wait any longer.

    def end_kernels(self):
        """End every notebook's kernel: it would keep its memory, and draw for nobody."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        words = {"headers": {"Authorization": f"token {self.token}"}}
        connection.request("GET", "/api/sessions", **words)
        for session in json.load(connection.getresponse()):
            connection.request("DELETE", f"/api/sessions/{session['id']}", **words)
            connection.getresponse().read()
        connection.close()

    def stop(self):
        """End JupyterLab with the kernels it started."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)
        self._reader.join()
        self._process.stdout.close()


class Notebook:
    """A notebook open in the browser; cells are counted from 0, Markdown cells too."""

    def __init__(self, page, name):
        self.page = page
        self.name = name
        self.messages = 0
        self.answers = 0

    def count_messages(self, socket):
        """Count what the server sends to the page, from the beginning, and the kernel's part."""

        def note(_payload):
            self.messages += 1
            self.answers += "/api/kernels/" in socket.url

        socket.on("framereceived", note)

    def wait_for_answer(self):
        """Wait until the kernel has sent something."""
        end = time.monotonic() + START_MS / 1000
        while not self.answers:
            assert time.monotonic() < end, "the kernel says nothing"
            self.page.wait_for_timeout(50)

    def cell(self, index):
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def prompt(self, index):
        """What stands in front of a code cell: `[ ]:`, `[*]:` or `[3]:`."""
        return self.page.evaluate("i => wxlab.prompt(i)", index)

    def prompts(self):
        """The prompts of all code cells."""
        return self.page.evaluate("wxlab.prompts()")

    def run(self, index):
        """Start a cell with the toolbar's button, and return at once."""
        self.cell(index).locator(".jp-InputPrompt").click()
        self.page.locator('[data-command="notebook:run-cell-and-select-next"]').first.click()

    def run_all(self):
        """The menu's Run All Cells."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()

    def clear(self):
        """The menu's Clear Outputs of All Cells: what was stored must not look like a result."""
        self.page.get_by_role("menuitem", name="Edit", exact=True).click()
        self.page.locator('.lm-Menu-item[data-command="editmenu:clear-all"]').click()

    def find(self, code):
        """The index of the first code cell that holds a text."""
        return self.page.evaluate("code => wxlab.find(code)", code)

    def finish(self, index, seconds=60):
        """Wait until a started cell has its number; return what stands below it."""
        self._wait("i => wxlab.isNumbered(wxlab.prompt(i))", index, seconds)
        return self.output(index)

    def finish_all(self, seconds=120):
        """Wait until every code cell has its number."""
        self._wait("() => wxlab.prompts().every(wxlab.isNumbered)", None, seconds)

    def see(self, index, text, ignoring="\0", seconds=30):
        """Wait until a text stands below a cell; what is in `ignoring` does not count."""
        expression = "([i, text, not]) => wxlab.text(i).replaceAll(not, '').includes(text)"
        self._wait(expression, [index, text, ignoring], seconds)

    def wait_for_bar(self, index, percent, seconds=30):
        """Wait until the first bar below a cell is filled that far."""
        self._wait("([i, percent]) => wxlab.bar(i) >= percent", [index, percent], seconds)

    def see_bar_move(self, times):
        """Wait until the bar of the recorded cell has been filled in so many ways from now on."""
        moment = self.now()
        self._wait("([from, times]) => wxlab.fillings(from) >= times", [moment, times], 30)

    def fits(self, view):
        """Wait until a view is no wider than the room that it has."""
        self._wait(
            "view => view.scrollWidth <= view.clientWidth + 1", view.element_handle(), seconds=30
        )

    def output(self, index):
        """The text below a cell, widgets included."""
        return self.page.evaluate("i => wxlab.text(i)", index)

    def bar(self, index):
        """How far the first progress bar below a cell is filled, in percent."""
        return self.page.evaluate("i => wxlab.bar(i)", index)

    def record(self, index):
        """Keep every change of a cell's bar, prompt and text from now on; see `recorded`."""
        self.page.evaluate("i => wxlab.record(i)", index)

    def recorded(self):
        """What `record` has kept: dicts with `bar`, `prompt`, `text`, and `at` in milliseconds."""
        # One more look: what was waited for may have come since the last one.
        return self.page.evaluate("(wxlab.look(), wxlab.seen)")

    def clicked(self):
        """When the mouse was last clicked since `record`, by the same clock."""
        return self.page.evaluate("wxlab.clicked")

    def now(self):
        """This moment, by the same clock."""
        return self.page.evaluate("performance.now()")

    def press(self, index, label):
        """Click a button below a cell."""
        self.cell(index).get_by_role("button", name=label).click()

    def interrupt(self):
        """Click the toolbar's stop button."""
        self.page.locator('[data-command="notebook:interrupt-kernel"]').first.click()

    def picture(self, name):
        """The path of a picture to look at, outside of git."""
        EVIDENCE.mkdir(exist_ok=True)
        return EVIDENCE / f"{name}.png"

    def show(self, name):
        """Keep a picture for people to look at, outside of git."""
        self.page.screenshot(path=self.picture(name))

    def panel_rows(self):
        """The rows of the network panel that are shown, each a dict of its cells' texts."""
        return self.page.evaluate("wxlab.panelRows()")

    def _wait(self, expression, argument, seconds):
        try:
            self.page.wait_for_function(expression, arg=argument, timeout=seconds * 1000)
        except Exception:
            self.show(f"failed-{self.name}")
            raise AssertionError(f"{expression} with {argument}: {self.prompts()}") from None


def find_chromium():
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def chromium():
    """The path of Chromium; without it, tests skip, or fail where they are required."""
    path = find_chromium()
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        path = None
    if path is None and os.environ.get("WXLAB_REQUIRE_BROWSER") == "1":
        pytest.fail(HOW_TO_GET_THEM)
    if path is None:
        pytest.skip(HOW_TO_GET_THEM)
    return path


@pytest.fixture(scope="session")
def lab(chromium, tmp_path_factory):
    """One JupyterLab for all browser tests; asked for after Chromium, so that nothing idles."""
    server = Lab(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


# Per module: playwright's loop stays current in this thread, and other tests want their own.
@pytest.fixture(scope="module")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield running
        running.close()


numbers = count()


@pytest.fixture
def open_notebook(browser, lab):
    """A function that opens a notebook, by name or made from code cells; no request may leave."""
    contexts = []
    elsewhere = []

    def note(request):
        host = urlsplit(request.url).hostname
        if host not in ("127.0.0.1", "localhost", None):
            elsewhere.append(request.url)

    def opened(cells, width=1200, height=900, dark=False, where="lab"):
        number = next(numbers)
        name = cells if isinstance(cells, str) else f"made-{number}.ipynb"
        if name != cells:
            (lab.root / name).write_text(made(cells), "utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        context.add_init_script(path=PAGE_SCRIPT)
        contexts.append(context)
        page = context.new_page()
        page.on("request", note)
        notebook = Notebook(page, name)
        page.on("websocket", notebook.count_messages)
        path = f"lab/workspaces/test-{number}/tree" if where == "lab" else "notebooks"
        page.goto(f"http://127.0.0.1:{lab.port}/{path}/{quote(name)}?token={lab.token}")
        # The indicator in the toolbar says idle before the kernel is there: a cell run then is
        # started and forgotten. The status bar, which Notebook 7 has not, names the kernel only
        # once it has answered.
        if where == "lab":
            page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=START_MS)
        else:
            notebook.wait_for_answer()
            page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(
                timeout=START_MS
            )
        return notebook

    yield opened
    for context in contexts:
        context.close()
    lab.end_kernels()
    assert elsewhere == []


@pytest.fixture
def open_panel(open_notebook):
    """A function that opens a notebook whose first two cells have run: the set-up, and a panel."""

    def opened(*cells, lang="en", **page):
        notebook = open_notebook([PANEL_SET_UP, f'panel(wx, "{lang}")', *cells], **page)
        for index in (0, 1):
            notebook.run(index)
            notebook.finish(index)
        notebook.cell(1).locator(".wxlab-panel").wait_for()
        return notebook

    return opened


def made(cells):
    """A notebook document with these code cells."""
    document = new_notebook(cells=[new_code_cell(source) for source in cells])
    document.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    return nbformat.writes(document)
