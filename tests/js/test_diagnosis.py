"""What is wrong with a text, one defect after another."""

import pytest

from wxlab.js import JSError, defects
from wxlab.js.diagnosis import diagnose, swallowed
from wxlab.js.engine import Engine
from wxlab.js.repairs import Edit, Text
from wxlab.js.reports import Reports
from wxlab.js.sources import Sources


@pytest.fixture
def broken():
    engine = Engine(1, 16)
    yield Reports(engine, Sources(), (1, 16), ()).broken
    engine.close()


# The place of each defect is marked with a ‸, which is no part of the text.
CASES = [
    ("a = b ‸wx.c()", ["lost-line-break"], "a = b \nwx.c()"),
    ("const a = 1 ‸const b = 2", ["lost-line-break"], "const a = 1 \nconst b = 2"),
    ("f(() => { g() ‸h(x) })", ["lost-line-break"], "f(() => { g() \nh(x) })"),
    ("f({ a: 1\n ‸b: 2 })", ["missing-comma"], "f({ a: 1,\n b: 2 })"),
    ("f({ a: {}\n ‸'b': 2 })", ["missing-comma"], "f({ a: {},\n 'b': 2 })"),
    ("f({ a() {}\n ‸b() {} })", ["missing-comma"], "f({ a() {},\n b() {} })"),
    ("x = [1 ‸2]", ["missing-comma"], "x = [1, 2]"),
    ("f(a ‸b)", ["missing-comma"], "f(a, b)"),
    ("f({ a: 1, name‸ 'file' })", ["missing-colon"], "f({ a: 1, name: 'file' })"),
    ("f({ a‸：1 })", ["full-width-sign"], "f({ a:1 })"),
    ("x = ‸“照片”", ["full-width-sign"], 'x = "照片"'),
    ("f(1‸，2‸）", ["full-width-sign"] * 2, "f(1,2)"),
    ("f({ a: 1‸；})", ["full-width-sign", "?"], None),
    ("f(‸{ a: 1)", ["open-bracket"], None),
    ("f(() => ‸{ g()", ["open-bracket"], None),
    ("a()‸}", ["stray-bracket"], "a()"),
    ("x = ‸'abc\ny = 1", ["open-text"], None),
    ("a ‸/* b", ["open-comment"], None),
    ("x = 'it‸'s'", ["quote-in-text"], None),
    ("f(() => { ‸await g() })", ["await-without-async"], None),
    ("a = 1", [], "a = 1"),
    ("await f()\nconst x = await g()", [], "await f()\nconst x = await g()"),
    ("import a from 'b'\nclass C {}", [], "import a from 'b'\nclass C {}"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "names", "mended"), CASES, ids=[case[0] for case in CASES])
def test_each_defect_is_found_at_its_place(broken, marked, names, mended):
    text = marked.replace("‸", "")
    places = [at - number for number, at in enumerate(_marks(marked))]
    found = diagnose(text, broken)
    known = [name for name in names if name != "?"]
    assert [each.kind.name for each in found.defects] == known
    assert [each.offset for each in found.defects] == places[: len(known)]
    assert found.mended == mended


def _marks(text):
    return [at for at, letter in enumerate(text) if letter == "‸"]


def test_every_kind_of_defect_has_a_case():
    kinds = {each.name for each in vars(defects).values() if isinstance(each, defects.Kind)}
    tried = {name for _, names, _ in CASES for name in names} | {"swallowed-by-comment"}
    assert tried - {"?"} == kinds


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wx.uploadFile({ url: 'u', // note filePath: p, name: 'n' }\n})", "filePath"),
        ("wx.uploadFile({ url: 'u', // note\nfilePath: p, name: 'n' })", None),
        ("wx.uploadFile({ url: 'u', filePath: p, name: 'n', // timeout: 5\n})", None),
        ("wx.uploadFile({ url: 'u', filePath: p,\n// name: 'n'\n})", None),
        ("wx.downloadFile({ filePath: p, //url: 'u'\n})", "url"),
        ("other({ url: 'u', // filePath: p\n})", None),
        ("wx.uploadFile({ url, // filePath: p\n name, filePath })", None),
        ("f() // url: x", None),
    ],
)
def test_needed_options_in_a_comment_are_found(text, name):
    found = swallowed(text)
    assert (found.found if found else None) == name
    if found:
        assert text[found.offset :].startswith(name)


@pytest.mark.parametrize(
    "text", ["", ")", "}{", "((((", "\\", "`${", "//", "'", "a b c d e f g h i j k l m n o p"]
)
def test_hopeless_texts_come_to_an_end(broken, text):
    found = diagnose(text, broken)
    assert len(found.defects) <= 12


def test_both_languages_are_told_with_the_place(run):
    with pytest.raises(JSError) as caught:
        run("wx.uploadFile({\n  url: 'u'\n  name: 'n'\n})", name="In[3]")
    assert str(caught.value).splitlines() == [
        "SyntaxError: Unexpected identifier 'name'",
        "  In[3]:3:3",
        "      name: 'n'",
        "      ^",
        "  A comma is missing before name.",
        "  name 前面缺少逗号。",
    ]


def test_an_unknown_defect_still_has_its_place(run):
    with pytest.raises(JSError) as caught:
        run("f(a; b)", name="In[3]")
    assert caught.value.place == "In[3]:1:4"
    assert str(caught.value).splitlines()[-1] == "       ^"


def test_edits_know_where_everything_was():
    text = Text("abc")
    text.apply([Edit(1, 0, "xx"), Edit(2, 1, "CC")])
    assert text.now == "axxbCC"
    assert [text.original(at) for at in range(7)] == [0, 1, 1, 1, 2, 2, 3]
