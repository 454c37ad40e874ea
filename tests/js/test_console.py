"""The console shows values as Node.js does, and says which lines are errors."""

import os
import shutil
import subprocess

import pytest

VALUES = [
    "1", "'text'", "-0", "10n", "null", "undefined", "true", "NaN", "[]", "{}", "[1, 'a', null]",
    "{ a: 1, 'b-c': [{ d: 2 }] }", "[[[[[1]]]]]", "{ a: { b: { c: { d: 1 } } } }",
    "new Map([['a', { b: 1 }]])", "new Set([1, 'x'])", "new Date(0)", "/a+/g", "Symbol('s')",
    "() => 1", "function f() {}", "class A {}", "new (class A { constructor() { this.b = 1 } })()",
    "Object.create(null)", "'it\\'s'", "['it\\'s']", "['a\\nb']", "[1, , 2].length",
    "{ get a() { return 1 } }", "{ f() {}, g: () => 1 }", "[undefined, null]", "new Uint8Array(3)",
    "{ name: '照片', size: 3 }",
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_values_are_shown(printed, value):
    assert printed(f"console.log(({value}))")[0]


@pytest.mark.skipif(
    shutil.which("node") is None and os.environ.get("WXLAB_REQUIRE_NODE") != "1",
    reason="compared with Node.js where there is one",
)
def test_short_values_are_shown_as_node_shows_them(printed):
    program = "\n".join(f"console.log(({value}))" for value in VALUES)
    node = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    assert printed(program) == node.stdout.splitlines()


def test_long_values_take_lines(printed):
    program = "console.log({ a: 'x'.repeat(40), b: { c: 'y'.repeat(40) } })"
    assert printed(program) == ["{", f"  a: '{'x' * 40}',", f"  b: {{ c: '{'y' * 40}' }}", "}"]


def test_placeholders(printed):
    program = "console.log('%s is %d %% of %j', 'a', 50, { b: 1 }, 'rest'); console.log('%d')"
    assert printed(program) == ['a is 50 % of {"b":1} rest', "%d"]


def test_an_object_inside_itself(printed):
    assert printed("const a = {}; a.b = a; console.log(a)") == ["{ b: [Circular] }"]


def test_errors_are_shown_with_their_places(printed):
    lines = printed("function f() { return new TypeError('x') }\nconsole.log(f())", name="In[8]")
    assert lines[0] == "TypeError: x"
    assert lines[1].startswith("    at f (In[8]:1:")


def test_what_is_wrong_goes_to_the_other_stream(run, capsys):
    run(
        "console.log('out'); console.warn('warn'); console.error('error')\n"
        "console.assert(1 > 2, 'a')"
    )
    said = capsys.readouterr()
    assert said.out == "out\n"
    assert said.err == "warn\nerror\nAssertion failed: a\n"


def test_groups_are_indented(printed):
    program = "console.group('a'); console.log('b\\nc'); console.groupEnd(); console.log('d')"
    assert printed(program) == ["a", "  b", "  c", "d"]


def test_tables(printed):
    program = "console.table([{ a: 1, b: 'x' }, { a: 22 }]); console.table(5)"
    assert printed(program) == ["(index)  a   b", "0        1   x", "1        22", "5"]


def test_counts_and_clocks(printed):
    program = (
        "console.count(); console.count('x'); console.count('x'); console.countReset('x')\n"
        "console.count('x'); console.time('t'); console.timeEnd('t')"
    )
    *counts, clock = printed(program)
    assert counts == ["default: 1", "x: 1", "x: 2", "x: 1"]
    assert clock.startswith("t: ")
    assert clock.endswith(" ms")


def test_a_very_long_line_is_cut(printed):
    (line,) = printed("console.log('x'.repeat(1e6))")
    assert line.endswith("… (1000000 characters)")
    assert len(line) < 30_000


def test_what_results_look_like(printed):
    program = """wx.downloadFile({
      url: 'https://a.b/status/200', success: res => console.log(res.cookies, res.errMsg),
    })"""
    assert printed(program) == ["[] downloadFile:ok"]
