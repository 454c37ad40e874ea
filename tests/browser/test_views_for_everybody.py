"""The live views by keyboard, by ear, on narrow pages, in light and dark, in both languages."""

import re
from contextlib import suppress

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from wxlab import Wx, WxError, waterfall

pytestmark = pytest.mark.browser

HELD = '"/stall"'
# Eight seconds: no quarter of it is lost in a moment in which the machine does something else.
SLOWLY = '"/slow/upload?kbps=2000"'
WIDTHS = [360, 1400]


def narrowed(notebook, width):
    """Give the page another width, and the notebook all of it."""
    notebook.page.keyboard.press("Control+B")  # The file browser out of the way.
    notebook.page.set_viewport_size({"width": width, "height": 900})
    notebook.page.wait_for_timeout(300)


# What the keyboard's focus is on: its words, and whether it can be seen.
FOCUSED = """() => {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  return [node.getAttribute('aria-label') || node.innerText || node.placeholder,
          style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2];
}"""


def focused(notebook):
    return notebook.page.evaluate(FOCUSED)


def see_focus(notebook, words, seconds=30):
    """Wait until the focus can be seen on what has these words."""
    there = f"expected => JSON.stringify(({FOCUSED})()) === JSON.stringify(expected)"
    notebook.page.wait_for_function(there, arg=[words, True], timeout=seconds * 1000)


def reach(notebook, control, words):
    """Go to a control by keyboard. A focus is shown to who uses that.

    After a run JupyterLab takes the focus to the next cell, and on a busy machine it does so late:
    whoever was under way begins again.
    """
    for _ in range(5):
        control.focus()
        notebook.page.keyboard.press("Shift+Tab")
        notebook.page.keyboard.press("Tab")
        with suppress(PlaywrightTimeoutError):
            see_focus(notebook, words, 6)
            return
    pytest.fail(f"the focus does not stay on {words}, but on {focused(notebook)}")


def test_every_control_of_the_panel_works_by_keyboard(open_panel):
    notebook = open_panel(
        f'_ = await upload("/upload")\ntask = upload({HELD})', "task.result.errMsg"
    )
    notebook.run(2)
    notebook.finish(2)
    notebook.see(1, "Server working")
    page = notebook.page
    search = notebook.cell(1).get_by_role("searchbox")
    reach(notebook, search, "Filter by name, URL or state")
    reached = []
    for _ in range(8):
        words, visible = focused(notebook)
        assert visible, words
        reached.append(words)
        page.keyboard.press("Tab")
    assert reached[:7] == [
        "Filter by name, URL or state",
        "Show",
        "Clear what is over",
        "Copy all as HAR",
        "图片.bin",
        "图片.bin",
        "Abort: 图片.bin",
    ]
    toggles = notebook.cell(1).locator(".wxlab-toggle")
    toggles.first.focus()
    page.keyboard.press("Enter")
    tab = notebook.cell(1).get_by_role("tab", selected=True)
    tab.wait_for()
    assert toggles.first.get_attribute("aria-expanded") == "true"
    tab.focus()
    page.keyboard.press("ArrowRight")
    see_focus(notebook, "Request headers")
    page.keyboard.press("End")
    see_focus(notebook, "Callbacks")
    page.keyboard.press("ArrowRight")
    see_focus(notebook, "General")
    page.keyboard.press("Escape")
    assert toggles.first.get_attribute("aria-expanded") == "false"
    assert toggles.first.evaluate("node => node === document.activeElement")
    notebook.cell(1).get_by_role("button", name="Abort: 图片.bin").focus()
    page.keyboard.press("Space")
    notebook.see(1, "uploadFile:fail abort")
    # The button has gone; the focus has not.
    assert toggles.nth(1).evaluate("node => node === document.activeElement")
    notebook.run(3)
    assert "uploadFile:fail abort" in notebook.finish(3)


def test_abort_beside_the_bar_works_by_keyboard(open_panel):
    notebook = open_panel(f"task = upload({HELD})\ndisplay(watch(task))")
    notebook.run(2)
    notebook.finish(2)
    notebook.see(2, "Server working")
    abort = notebook.cell(2).get_by_role("button", name="Abort")
    reach(notebook, abort, "Abort")
    notebook.page.keyboard.press("Enter")
    notebook.see(2, "Failed: uploadFile:fail abort")


def test_what_a_screen_reader_hears(open_panel):
    notebook = open_panel(f"task = upload({SLOWLY})\ndisplay(watch(task))\n_ = await task")
    notebook.page.evaluate("wxlab.listen(1)")
    notebook.run(2)
    notebook.finish(2)
    notebook.see(2, "Done")
    notebook.page.wait_for_timeout(500)
    heard = notebook.page.evaluate("wxlab.heard")
    assert [text.removeprefix("图片.bin: ") for text in heard][-5:] == [
        *("25 %", "50 %", "75 %", "100 %", "Done: HTTP 200"),
    ]
    assert len(heard) <= 7
    tree = notebook.cell(1).locator(".wxlab-panel").aria_snapshot()
    assert re.search(r'- table "Network panel":', tree), tree
    for head in ("name", "API", "state", "status", "size", "progress", "time"):
        assert f'- columnheader "{head}"' in tree
    assert '- rowheader "图片.bin"' in tree
    assert '- progressbar "Upload 图片.bin"' in tree
    assert 'progressbar "图片.bin: read by the server"' in tree
    values = "bars => bars.map(bar => bar.getAttribute('aria-valuetext'))"
    assert notebook.cell(1).get_by_role("progressbar").evaluate_all(values) == [
        "100 %, 2,000,000 of 2,000,000 bytes",
        "read by the server: 2,000,000 bytes",
    ]
    assert re.search(r"queued [\d.]+ ms, .*sending [\d.]+ ms", tree)
    tree = notebook.cell(2).locator(".wxlab-watch").aria_snapshot()
    assert '- progressbar "Upload"' in tree
    assert notebook.cell(2).get_by_role("progressbar").evaluate_all(values) == [
        "100 %, 2,000,000 of 2,000,000 bytes",
    ]
    assert '- columnheader "name"' in tree


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_words_can_be_read_on_every_page(open_panel, width, dark):
    notebook = open_panel(
        f"task = upload({HELD})\ndisplay(watch(task))",
        'b = download("/status/404")\nc = wx.downloadFile(url="http://127.0.0.1:1/nothing.bin")\n'
        "_ = [await each.settled() for each in (b, c)]\nwaterfall([task, b, c])",
        "concurrency([task, b, c])",
        dark=dark,
    )
    for index in (2, 3, 4):
        notebook.run(index)
        notebook.finish(index)
    notebook.see(1, "Transfers: 3. Under way: 1")
    narrowed(notebook, width)
    theme = "dark" if dark else "light"
    panel = notebook.cell(1).locator(".wxlab-panel")
    panel.locator(".wxlab-toggle").first.click()
    for tab in ("General", "Form", "Bytes on the wire", "Timing"):
        panel.get_by_role("tab", name=tab).click()
        panel.get_by_role("tabpanel", name=tab).wait_for()
        assert notebook.page.evaluate("wxlab.faint(1)") == []
        if tab in ("General", "Bytes on the wire"):
            panel.screenshot(path=notebook.picture(f"panel-{width}-{theme}-{tab}"))
    for index in (2, 3, 4):
        assert notebook.page.evaluate("i => wxlab.faint(i)", index) == []
        notebook.cell(index).screenshot(path=notebook.picture(f"view-{index}-{width}-{theme}"))
    for view in (panel, notebook.cell(2).locator(".wxlab-watch")):
        notebook.fits(view)
    notebook.press(2, "Abort")
    notebook.see(2, "abort", ignoring="Abort")


def test_the_panel_speaks_chinese(open_panel):
    notebook = open_panel(
        f'task = upload({HELD})\ndisplay(watch(task, "zh"))', 'waterfall([task], "zh")', lang="zh"
    )
    notebook.run(2)
    notebook.finish(2)
    notebook.run(3)
    notebook.finish(3)
    notebook.see(1, "服务器处理中")
    panel = notebook.cell(1).locator(".wxlab-panel")
    assert panel.get_attribute("lang") == "zh"
    panel.locator(".wxlab-toggle").click()
    for tab in ("概要", "请求头", "响应头", "表单", "实际发送的字节", "耗时", "回调"):
        panel.get_by_role("tab", name=tab).click()
    panel.screenshot(path=notebook.picture("panel-zh"))
    notebook.press(1, "中断：图片.bin")
    notebook.see(1, "失败：uploadFile:fail abort")
    for english in ("transfers", "Abort", "Queued", "server", "handed", "Waterfall"):
        assert english not in notebook.output(1) + notebook.output(2) + notebook.output(3)


def test_the_views_work_in_notebook_7(open_panel):
    notebook = open_panel(f"task = upload({HELD})\ndisplay(watch(task))", where="notebook")
    notebook.run(2)
    notebook.finish(2)
    notebook.see(1, "Server working")
    notebook.see(2, "Server working")
    notebook.show("notebook-7")
    notebook.press(1, "Abort")
    notebook.see(1, "Failed: uploadFile:fail abort")
    notebook.see(2, "Failed: uploadFile:fail abort")


def test_a_notebook_that_is_not_trusted_shows_tables(lab, open_notebook):
    # As a stranger's copy comes from a clone or a mail: the widget of another kernel, and our HTML.
    with Wx() as wx:
        task = wx.downloadFile(url="http://127.0.0.1:1/图片.bin")
        with pytest.raises(WxError, match="REFUSED"):
            task.wait(10)
        html = f"<p>The network panel is live.</p>{waterfall(task)._repr_html_()}"
    widget = {"model_id": "0", "version_major": 2, "version_minor": 0}
    data = {
        "application/vnd.jupyter.widget-view+json": widget,
        "text/html": html,
        "text/plain": "x",
    }
    cell = new_code_cell("panel(wx)", execution_count=1)
    cell.outputs = [new_output("execute_result", data, execution_count=1)]
    document = new_notebook(cells=[cell])
    document.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    (lab.root / "stranger.ipynb").write_text(nbformat.writes(document), "utf-8")
    notebook = open_notebook("stranger.ipynb")
    notebook.see(0, "The network panel is live.")
    notebook.see(0, "图片.bin: Failed")
    colours = "nodes => nodes.map(node => getComputedStyle(node).backgroundColor)"
    grounds = notebook.cell(0).locator("code span").evaluate_all(colours)
    assert "rgb(179, 65, 14)" in grounds  # connecting: the colours survive, and so do the letters
    assert "C" in "".join(notebook.cell(0).locator("code").all_inner_texts())
