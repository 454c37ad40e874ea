"""What does not end by itself, or takes too much, ends in an error, and the session goes on."""

import contextlib

import pytest

from wxlab.js import JavaScript, JSError
from wxlab.js.engine import Engine

SECONDS = 60


@pytest.fixture
def js(wx, request):
    """A short time for tests of loops, a long one for all others; it is the CPU's time."""
    seconds = 0.2 if "hasty" in request.fixturenames else 60
    world = JavaScript(wx, seconds=seconds, megabytes=16)
    yield world
    world.restart()


@pytest.fixture
def hasty():
    """Asked for by tests whose programs never end by themselves."""


LOOPS = {
    "loop": "while (true) {}",
    "catch": "try { while (true) {} } catch (e) {} finally { console.log('caught') }",
    "regular expression": "/^(x+x+)+y$/.test('x'.repeat(40))",
    "in a function": "function f() { for (;;) {} }\nf()",
    "in await": "await 1; while (true) {}",
    "in a job": "await Promise.resolve().then(() => { while (true) {} })",
    "in a promise": "await new Promise(() => { while (true) {} })",
}


@pytest.mark.parametrize("program", LOOPS.values(), ids=LOOPS)
def test_a_loop_is_stopped_and_the_variables_are_still_there(hasty, run, program, capsys):
    run("const kept = 5")
    with pytest.raises(JSError) as caught:
        run(program, name="In[2]")
    assert "ran for 0.2 s without a pause" in str(caught.value)
    assert "死循环" in str(caught.value)
    assert caught.value.message == "loop"
    assert run("1", wanted=["kept"]) == {"kept": 5}
    assert capsys.readouterr().out == ""


def test_the_line_of_the_loop_is_named(hasty, run):
    with pytest.raises(JSError) as caught:
        run("let a = 1\n  while (true) {\n  a = -a\n}", name="In[2]")
    assert caught.value.place == "In[2]:2:3"
    with pytest.raises(JSError) as caught:
        run("for (const a of []) {}\nfor (;;) {}", name="In[3]")
    assert caught.value.place == "In[3]"


def test_a_loop_in_a_callback_is_told_and_the_rest_goes_on(hasty, run, capsys):
    run(
        "wx.downloadFile({ url: 'https://a.b/status/200', success() { while (true) {} },\n"
        "  complete: () => console.log('complete') })"
    )
    said = capsys.readouterr()
    assert said.out == "complete\n"
    assert "without a pause" in said.err


def test_a_loop_in_a_timer_is_told(hasty, run, capsys):
    run("setTimeout(() => { while (true) {} }, 1); setTimeout(() => console.log('next'), 2)")
    said = capsys.readouterr()
    assert said.out == "next\n"
    assert "without a pause" in said.err


MEMORY = {
    "kept": "const kept = []; while (true) kept.push(new Array(1000).fill(1))",
    "text": "let text = 'x'; while (true) text += text",
    "caught": "const kept = []; try { while (true) kept.push(new Uint8Array(1e5)) } finally {}",
    "buffer": "new ArrayBuffer(1e9)",
}


@pytest.mark.parametrize("program", MEMORY.values(), ids=MEMORY)
def test_too_much_memory_is_an_error(run, program):
    with pytest.raises(JSError) as caught:
        run(program)
    text = str(caught.value)
    assert "more memory than the 16 MB" in text or "string too long" in text
    assert run("const after = 1", wanted=["after"]) == {"after": 1}


def test_when_the_memory_stays_full_the_variables_are_lost_and_it_says_so(run):
    run("const kept = 5")
    with pytest.raises(JSError, match="JavaScript starts afresh"):
        run(MEMORY["kept"])
    with pytest.raises(JSError, match="kept is not defined"):
        run("kept")


def test_endless_promises_are_stopped_and_the_session_goes_on(hasty, run, js, server):
    run("const kept = 5")
    other = js.run("wx.downloadFile({ url: 'https://a.b/stall' })", hosts=server)
    server.wait_for(1, "/stall")
    with pytest.raises(JSError, match="chain without an end") as caught:
        run("function loop() { Promise.resolve().then(loop) }\nloop()")
    assert caught.value.message == "promises"
    assert run("const after = typeof kept", wanted=["after"]) == {"after": "undefined"}
    other.wait(SECONDS)  # nobody is left there to hear of it
    assert other.tasks[0].result.errMsg == "downloadFile:fail abort"


def test_long_chains_that_end_are_no_endless_ones(run):
    program = "let count = 0; for (let i = 0; i < 20000; i++) { await null; count++ }"
    assert run(program, wanted=["count"]) == {"count": 20000}


def test_a_flood_of_lines_is_cut(run, capsys):
    run("for (let i = 0; i < 5000; i++) console.log(i)")
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 2000
    assert "3000 more lines" in said.err


def test_a_flood_of_calls_is_an_error(js):
    js = JavaScript(js.wx, seconds=60, megabytes=64)
    with pytest.raises(JSError, match="calls without a pause"):
        js.run("while (true) clearTimeout(setTimeout(() => {}, 1e9))").wait(SECONDS)
    js.restart()


@pytest.mark.parametrize(
    "attack",
    [
        "JSON.stringify = () => { throw 1 }; JSON.parse = null",
        "Array.prototype.map = Array.prototype.push = null",
        "Object.keys = Object.entries = Object.fromEntries = () => { throw 1 }",
        "Object.prototype.toJSON = () => 'no'",
        "globalThis.console = null; globalThis.wx = null; globalThis.setTimeout = null",
        "Promise.prototype.then = () => { throw 1 }",
        "Object.defineProperty(Error.prototype, 'name', { get() { throw 1 } }); null.x",
        "throw { get message() { throw 1 }, toString() { throw 2 } }",
        "throw new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 } })",
        "console.log(new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 1 } }))",
        "const e = new Error('x'); e.stack = { toString() { throw 1 } }; throw e",
    ],
)
def test_nobody_waits_for_ever_whatever_a_program_does_to_itself(js, attack):
    ran = js.run(attack)
    with contextlib.suppress(JSError):
        ran.wait(SECONDS)
    assert ran.over
    js.restart()
    assert js.run("const a = 1", wanted=["a"]).wait(SECONDS) == {"a": 1}


def test_many_engines_leave_nothing_behind():
    for _ in range(20):
        engine = Engine(1, 16)
        messages, stopped = engine.enter("run", 1, "1 + 1", [], {}, False, [])
        assert messages == [["settled", 1, None]]
        assert stopped is None
        engine.close()
