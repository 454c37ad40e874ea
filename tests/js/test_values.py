"""Values there and back."""

import gc
import math
from pathlib import Path

import pytest

from wxlab import wx as ready_made
from wxlab.js.values import Function, sent


@pytest.mark.parametrize(
    "value",
    [
        None, True, 0, -1, 1.5, 2**53, "", "照片 \0 \ud800 \U0001f600", [], [1, [None]], {},
        {"a": {"$": "bytes", "b": [1]}}, {"$": 1}, b"", b"\x00\xff" * 1000, math.inf, -math.inf,
        {"__proto__": 1}, {"2": "b", "10": "c", "a": 1},
    ],
    ids=repr,
)  # fmt: skip
def test_a_value_comes_back_as_it_went(run, value):
    assert run("const back = given", given={"given": value}, wanted=["back"])["back"] == value


def test_what_is_not_a_number_stays_so(run):
    assert math.isnan(run("const back = given", given={"given": math.nan}, wanted=["back"])["back"])


def test_large_whole_numbers_come_back_whole_as_bigint(run):
    assert run("const back = 2n ** 70n", wanted=["back"]) == {"back": 2**70}


def test_paths_tuples_and_views_have_something_alike(run):
    given = {"path": Path("a/b"), "pair": (1, 2), "view": memoryview(b"ab")}
    values = run("const back = [path, pair, view]", given=given, wanted=["back"])
    assert values == {"back": ["a/b", [1, 2], b"ab"]}


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("new Uint8Array([1, 2, 3]).subarray(1)", b"\x02\x03"),
        ("new Date(0)", "1970-01-01T00:00:00.000Z"),
        ("[undefined, , 1]", [None, None, 1]),
        ("({ a: undefined, b: null })", {"b": None}),
        ("undefined", None),
        ("new (class A { constructor() { this.x = 1 } })", {"x": 1}),
        ("-0", 0),
    ],
)
def test_javascripts_own_values(run, program, expected):
    assert run(f"const back = {program}", wanted=["back"])["back"] == expected


def test_what_python_alone_has_is_refused():
    with pytest.raises(TypeError, match="nothing like a object"):
        sent(object())


def test_an_object_that_contains_itself_is_refused_at_its_line(run):
    with pytest.raises(Exception, match="contains itself"):
        run("const a = {}; a.a = a; wx.downloadFile({ url: a })")


def test_the_same_function_is_the_same(run, js):
    values = run("const f = x => console.log('f', x), g = f, h = [f]", wanted=["f", "g", "h"])
    assert values["f"] is values["g"] is values["h"][0]
    assert isinstance(values["f"], Function)
    assert repr(values["f"]) == "<JavaScript function f>"


def test_python_may_call_a_function_and_gets_nothing_back(run, js, capsys):
    function = run("const f = (...args) => console.log('f', ...args)", wanted=["f"])["f"]
    assert function({"a": b"x"}, [1]) is None
    run("1")  # a later event, so the call has been made
    assert capsys.readouterr().out == "f { a: ArrayBuffer(1) } [ 1 ]\n"


def test_functions_that_python_has_let_go_are_let_go_there(run, js):
    program = """
    globalThis.freed = 0
    globalThis.registry = new FinalizationRegistry(() => globalThis.freed++)
    ;(() => { let f = () => 1; registry.register(f, 0); globalThis.handed = [f] })()
    """
    values = run(program, wanted=["handed"])
    run("handed = null")
    del values
    for _ in range(100):
        # Each run tells what was let go; whatever still holds an earlier run is gone with it.
        gc.collect()
        if run("const count = globalThis.freed", wanted=["count"])["count"] == 1:
            return
    pytest.fail("the function is still held")


def test_a_task_comes_back_as_itself(run, js, server):
    ran = js.run(
        "const task = wx.downloadFile({ url: 'https://a.b/status/200' })",
        hosts=server,
        wanted=["task"],
    )
    assert ran.wait(20)["task"] is ran.tasks[0]
    assert ran.tasks[0].wait(20).statusCode == 200
    assert ready_made is not js.wx
