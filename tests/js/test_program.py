"""Programs run as on the platform: order, promises, callbacks, variables, errors."""

import asyncio
import gc
import threading

import pytest

from wxlab import Wx
from wxlab.js import JavaScript, JSError

SECONDS = 60


def test_variables_last_from_run_to_run(run, printed):
    run("const a = 1; let b = 2; class C {}; function d() { return 4 }")
    assert printed("console.log(a, b, new C(), d())") == ["1 2 C {} 4"]


def test_a_program_can_be_run_again_also_after_an_error(run, printed):
    program = "const a = fails(); console.log(a)"
    with pytest.raises(JSError):
        run(program)
    assert printed("globalThis.fails = () => 5; " + program) == ["5"]
    assert printed(program) == ["5"]


def test_what_is_declared_again_begins_without_a_value(run, printed):
    assert printed("let a; console.log(a); a = 1") == ["undefined"]
    assert printed("let a; console.log(a); a = 1") == ["undefined"]


def test_await_at_the_top(run, printed):
    lines = printed(
        "const wait = ms => new Promise(done => setTimeout(done, ms))\n"
        "console.log('before')\nawait wait(1)\nconst { a } = await Promise.resolve({ a: f() })\n"
        "function f() { return 'hoisted' }\nconsole.log(a)"
    )
    assert lines == ["before", "hoisted"]
    assert printed("console.log(a, typeof wait, f())") == ["hoisted function hoisted"]


def test_awaited_results_can_be_brought_back(run):
    assert run("const a = await Promise.resolve([1])", wanted=["a"]) == {"a": [1]}


def test_a_rejection_at_the_top_is_the_programs_error(run):
    with pytest.raises(JSError, match="boom") as caught:
        run("\nawait Promise.reject(new TypeError('boom'))", name="In[2]")
    assert caught.value.name == "TypeError"


def test_jobs_run_before_timers_and_timers_by_their_time(printed):
    assert printed(
        "setTimeout(() => console.log('later'), 30); setTimeout(() => console.log('soon'), 1)\n"
        "Promise.resolve().then(() => console.log('job'))\n"
        "queueMicrotask(() => console.log('too'))\n"
        "console.log('now')"
    ) == ["now", "job", "too", "soon", "later"]


def test_a_call_returns_before_anything_of_it_happens(printed):
    program = """
    const task = wx.downloadFile({
      url: 'https://a.b/file/10',
      success: res => console.log('success', res.statusCode, res.errMsg),
      complete: () => console.log('complete'),
    })
    task.onHeadersReceived(res => console.log('headers', typeof res.header))
    task.onProgressUpdate(res => console.log('progress', res.progress))
    console.log('called', task)
    """
    assert printed(program) == [
        "called DownloadTask {}",
        "headers object",
        "progress 100",
        "success 200 downloadFile:ok",
        "complete",
    ]


def test_bad_arguments_arrive_in_fail_as_on_the_platform(printed):
    assert printed("wx.uploadFile({ url: undefined, fail: e => console.log(e.errMsg) })") == [
        "uploadFile:fail parameter error: parameter.url should be String instead of Undefined; "
        "parameter.filePath should be String instead of Undefined; "
        "parameter.name should be String instead of Undefined;"
    ]
    assert printed("wx.uploadFile('x')") == []


def test_warnings_name_the_line_of_the_program(run, capsys):
    run("\n  wx.downloadFile({ url: 'https://a.b/status/200', filepath: 'x' })", name="In[4]")
    said = capsys.readouterr().err
    assert "did you mean 'filePath'?  (In[4]:2:" in said


def test_off_removes_the_very_function(printed):
    program = """
    const task = wx.downloadFile({ url: 'https://a.b/file/10' })
    const heard = name => () => console.log(name)
    const first = heard('first'), second = heard('second')
    task.onHeadersReceived(first); task.onHeadersReceived(second); task.offHeadersReceived(first)
    """
    assert printed(program) == ["second"]


def test_methods_know_their_task_wherever_they_are(printed):
    program = """
    const { onProgressUpdate, abort } = wx.downloadFile({
      url: 'https://a.b/stall/body', fail: e => console.log(e.errMsg),
    })
    onProgressUpdate(res => [res.progress].forEach(abort))
    console.log(abort)
    """
    assert printed(program) == ["[Function: abort]", "downloadFile:fail abort"]


def test_abort_in_a_listener_ends_the_transfer(printed, server):
    program = """
    const task = wx.downloadFile({
      url: 'https://a.b/stall/body', fail: e => console.log(e.errMsg),
    })
    task.onHeadersReceived(() => task.abort())
    """
    assert printed(program) == ["downloadFile:fail abort"]


def test_an_error_in_a_callback_is_told_and_the_rest_goes_on(run, capsys):
    program = """
    wx.downloadFile({
      url: 'https://a.b/status/200',
      success(res) { res.header.missing.thing },
      complete: () => console.log('complete'),
    })"""
    run(program, name="In[5]")
    said = capsys.readouterr()
    assert said.out == "complete\n"
    assert "TypeError: cannot read property 'thing' of undefined" in said.err
    assert "at success (In[5]:4:" in said.err or "  In[5]:4:" in said.err


def test_a_rejected_async_callback_is_told(run, capsys):
    run("setTimeout(async () => { throw new Error('late') }, 1)")
    assert "Error: late" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("program", "name", "place", "hint"),
    [
        ("foo.bar", "ReferenceError", "In[1]:1:1", "Nothing has given foo a value"),
        ("let a = {}\na.b.c", "TypeError", "In[1]:2:4", "What stands before .c is undefined"),
        ("wx.getLocation()", "TypeError", "In[1]:1:4", "wx.getLocation does not exist here"),
        ("const a = 1; a()", "TypeError", "In[1]:1:15", "is no function"),
        ("function f() { f() }\nf()", "RangeError", "In[1]:1:16", "too deep"),
        ("throw new Error('own')", "Error", "In[1]:1:16", ""),
        ("throw { code: 5 }", "", "", ""),
        ("JSON.parse('{')", "SyntaxError", "In[1]:1:6", ""),
    ],
)
def test_errors_say_where_and_why(run, program, name, place, hint):
    with pytest.raises(JSError) as caught:
        run(program, name="In[1]")
    error = caught.value
    assert error.name == name
    assert error.place.rpartition(":")[0] == place.rpartition(":")[0]
    assert hint in str(error)
    assert error._render_traceback_() == str(error).splitlines()
    if place:
        assert "^" in str(error)


def test_text_that_no_output_can_carry_is_mended(printed):
    assert printed("console.log('a\\ud800b', 'c\\0d')") == ["a\ufffdb c\0d"]
    assert printed("'\\ud800'") == []


@pytest.mark.parametrize("program", ["'\0'", "'\ud800'", "", "\n\n", "// nothing", "\ufeff1"])
def test_strange_texts_run_too(run, program):
    assert run(program) == {}


def test_what_a_base_library_is_too_old_for_is_not_there(server):
    with Wx(base_library="1.3.0") as wx:
        js = JavaScript(wx)
        values = js.run(
            "const a = wx.downloadFile({ url: 'https://a.b/status/200' })\n"
            "const b = wx.canIUse('UploadTask')",
            hosts=server,
            wanted=["a", "b"],
        ).wait(SECONDS)
        assert values == {"a": None, "b": False}
        js.restart()


def test_python_variables_that_are_wanted_and_missing_are_an_error(run):
    with pytest.raises(JSError, match="nowhere"):
        run("const a = 1", wanted=["a", "nowhere"])


def test_two_worlds_are_apart(server):
    with Wx() as one, Wx() as other:
        worlds = [JavaScript(one), JavaScript(other)]
        for world in worlds:
            world.run("globalThis.count = (globalThis.count ?? 0) + 1").wait(SECONDS)
        counts = [world.run("const n = count", wanted=["n"]).wait(SECONDS)["n"] for world in worlds]
        assert counts == [1, 1]
        for world in worlds:
            world.restart()


def test_restart_forgets_the_variables(js, run):
    run("const a = 1")
    js.restart()
    with pytest.raises(JSError, match="a is not defined"):
        run("a")


def test_a_run_can_be_awaited(js, server):
    async def main():
        return await js.run("const a = 1", wanted=["a"])

    assert asyncio.run(main()) == {"a": 1}


def test_a_run_ends_with_its_transfers_and_not_before(js, server):
    ran = js.run("wx.downloadFile({ url: 'https://a.b/stall' })", hosts=server)
    server.wait_for(1, "/stall")
    with pytest.raises(TimeoutError):
        ran.wait(0.05)
    assert not ran.over
    server.release()
    ran.wait(SECONDS)
    assert ran.over
    assert ran.tasks[0].result.statusCode == 200


def test_abort_ends_everything_the_run_has_started(js, server, capsys):
    program = """
    setInterval(() => console.log('tick'), 1e6)
    wx.downloadFile({
      url: 'https://a.b/stall',
      fail(e) {
        console.log(e.errMsg)
        wx.downloadFile({ url: 'https://a.b/stall', fail: e => console.log('again', e.errMsg) })
        setTimeout(() => console.log('never'), 1e6)
      },
    })
    await new Promise(() => {})
    """
    ran = js.run(program, hosts=server)
    server.wait_for(1, "/stall")
    ran.abort()
    ran.abort()
    ran.wait(SECONDS)
    assert capsys.readouterr().out.splitlines() == [
        "downloadFile:fail abort",
        "again downloadFile:fail abort",
    ]


def test_cancelling_the_await_aborts(js, server):
    async def main():
        ran = js.run("wx.downloadFile({ url: 'https://a.b/stall' })", hosts=server)
        waiting = asyncio.ensure_future(_awaited(ran))
        await asyncio.to_thread(server.wait_for, 1, "/stall")
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return ran

    ran = asyncio.run(main())
    assert ran.tasks[0].result.errMsg == "downloadFile:fail abort"


async def _awaited(ran):
    return await ran


def test_a_world_that_nobody_holds_is_freed_on_its_own_thread(wx):
    world = JavaScript(wx)
    world.run("const a = 1").wait(SECONDS)
    engine = world._worlds[0]._engine
    close, closed, threads = engine.close, threading.Event(), []

    def noted():
        close()
        threads.append(threading.current_thread().name)
        closed.set()

    engine.close = noted
    del world
    gc.collect()
    assert closed.wait(SECONDS)
    assert threads == ["wxlab-script"]


def test_a_program_may_run_inside_a_callback_of_pythons(js, wx, server, capsys):
    def success(res):
        js.run("console.log('inside')").wait(SECONDS)
        print("after")

    wx.downloadFile(url=server.url("/status/200"), success=success).wait(SECONDS)
    assert capsys.readouterr().out.splitlines() == ["inside", "after"]


def test_panels_see_the_transfers(js, wx, server):
    ran = js.run("wx.downloadFile({ url: 'https://a.b/file/5' })", hosts=server)
    ran.wait(SECONDS)
    assert wx.tasks == ran.tasks
