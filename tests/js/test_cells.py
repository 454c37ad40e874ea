"""A cell as a script that can be run again."""

import pytest

from wxlab.js.cells import script


@pytest.mark.parametrize(
    ("source", "written", "names"),
    [
        ("const a = 1", "var   a = 1", ("a",)),
        ("let a\nlet b = 2", "var a\nvar b = 2", ("a", "b")),
        ("let a, b = 2,\n  c", "var a, b = 2,\n  c", ("a", "b", "c")),
        ("let a = 1\nx = 2, y = 3", "var a = 1\nx = 2, y = 3", ("a",)),
        ("const a = f(b, c), d = [e, g]", "var   a = f(b, c), d = [e, g]", ("a", "d")),
        ("const a = b\n  + c, d = 1", "var   a = b\n  + c, d = 1", ("a", "d")),
        ("const { a, b: c, ...d } = e", "var   { a, b: c, ...d } = e", ("a", "c", "d")),
        ("let { a = b, c: { d = e(f) } } = g", "var { a = b, c: { d = e(f) } } = g", ("a", "d")),
        ("let [a, , [b = c]] = d", "var [a, , [b = c]] = d", ("a", "b")),
        ("class A { b() { let c } }", "var A=class A { b() { let c } }", ("A",)),
        ("const A = class B {}", "var   A = class B {}", ("A",)),
        ("if (a) { const b = 1 }", "if (a) { const b = 1 }", ()),
        ("for (const a of b) { let c }", "for (const a of b) { let c }", ()),
        ("function f() { const a = 1 }", "function f() { const a = 1 }", ()),
        ("a.let = 1; a.const", "a.let = 1; a.const", ()),
        ("// const a\n'let b'", "// const a\n'let b'", ()),
        ("const // why\na = 1", "var   // why\na = 1", ("a",)),
        ("var a = 1", "var a = 1", ("a",)),
        ("let let1 = 1; let = 2", "var let1 = 1; let = 2", ("let1",)),
    ],
)
def test_declarations_at_the_top_can_be_run_again(source, written, names):
    found = script(source)
    assert found.source == written
    assert found.names == names
    assert not found.waits


@pytest.mark.parametrize(
    "source",
    [
        "await f()",
        "const a = await f()",
        "if (a) { await b }",
        "for await (const a of b) {}",
        "f(await g())",
        "`${await f()}`",
        "try { await f() } catch (e) { console.log(e) }",
    ],
)
def test_await_at_the_top_makes_it_wait(source):
    found = script(source)
    assert found.waits
    assert found.before
    assert found.after


@pytest.mark.parametrize(
    "source",
    [
        "f(async () => { await g() })",
        "async function f() { await g() }",
        "wx.f({ async success(res) { if (res) { await g(res) } } })",
        "const f = async a => await a",
        "class A { async b() { await c } }",
        "a.await; ({ await: 1 })",
        "// await f()\n'await f()'",
    ],
)
def test_await_in_a_function_is_that_functions(source):
    assert not script(source).waits


def test_nothing_moves_but_behind_a_class():
    source = "const a = 1\n  let b = 2\nawait c"
    found = script(source)
    assert len(found.source) == len(source)
    assert found.source.splitlines()[1].index("b") == source.splitlines()[1].index("b")
