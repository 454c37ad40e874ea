"""JavaScript cells as a learner sees them: whose output stands where, and the stop button."""

import pytest

pytest.importorskip("quickjs", reason='JavaScript needs its engine: pip install -e ".[js]"')

pytestmark = pytest.mark.browser

SET_UP = """\
%load_ext wxlab.js
import asyncio, time
from wxlab import panel, practice, wx
server = practice.serve()
"""
SLOWLY = "/slow/upload?kbps=50"  # half a minute for the practice picture, 197 kB


def test_console_output_stands_below_its_own_cell_also_when_it_comes_late(open_notebook):
    notebook = open_notebook(
        [
            SET_UP,
            "%%wxjs --bg --server server\n"
            "console.log('early')\n"
            "wx.downloadFile({ url: 'https://a.b/stall', success: () => console.log('late') })",
            "%%wxjs --server server\n"
            "console.log('other starts')\n"
            "wx.downloadFile({ url: 'https://a.b/stall/body' })",
            "print('python'); server.wait_for(1, '/stall', 'held'); server.release()",
        ]
    )
    for index in (0, 1):
        notebook.run(index)
        notebook.finish(index)
    notebook.see(1, "early")
    notebook.run(2)
    notebook.see(2, "other starts")
    assert notebook.prompt(2) == "[*]:"
    notebook.interrupt()  # for the third cell is to run while the first one's transfer goes on
    notebook.finish(2)
    notebook.run(3)
    notebook.finish(3)
    notebook.see(1, "late")
    notebook.show("javascript-late-output")
    for other in (2, 3):
        assert "late" not in notebook.output(other)
    assert "python" in notebook.output(3)
    assert "Interrupted · 已中断" in notebook.output(2)


def test_the_seeds_defects_are_shown_with_line_and_caret(open_notebook):
    notebook = open_notebook(
        [SET_UP, "%%wxjs\nwx.uploadFile({\n  url: 'https://a.b'\n  filePath: 'x'\n})"]
    )
    notebook.run(0)
    notebook.finish(0)
    notebook.run(1)
    text = notebook.finish(1)
    notebook.show("javascript-defect")
    assert "A comma is missing before filePath." in text
    assert "filePath 前面缺少逗号。" in text
    assert "^" in text
    assert "Traceback" not in text


def test_run_all_runs_every_cell_and_can_be_done_again(open_notebook):
    transfer = "%%wxjs --server server\nconst t = wx.downloadFile({ url: 'https://a.b/slow/100' })"
    notebook = open_notebook([SET_UP, transfer, "print('between')", transfer])
    for first in (1, 5):
        notebook.run_all()
        notebook.page.get_by_text(f"[{first + 3}]:", exact=True).wait_for(timeout=120_000)
        notebook.finish_all()
        assert all("Error" not in notebook.output(index) for index in (1, 3))


def test_the_panel_follows_a_transfer_of_javascripts(open_notebook):
    upload = f"""%%wxjs --server server
wx.chooseImage({{ success(res) {{
  const filePath = res.tempFilePaths[0]
  wx.uploadFile({{ url: 'https://a.b{SLOWLY}', filePath, name: 'file' }})
}} }})"""
    notebook = open_notebook([SET_UP, 'panel(wx, "en")', upload])
    for index in (0, 1):
        notebook.run(index)
        notebook.finish(index)
    notebook.run(2)
    notebook.see(1, "tmp_")  # what is chosen has a temporary name
    assert notebook.prompt(2) == "[*]:"
    notebook.show("javascript-panel")
    notebook.interrupt()
    notebook.finish(2)
