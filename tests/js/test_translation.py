"""The same call in the other language; what is written is tried."""

import ast
import json
from pathlib import Path

import pytest

from wxlab import to_js, to_python
from wxlab.js.literals import text_of
from wxlab.js.syntax import parse

SEED = (Path(__file__).parents[1] / "data/seed.zh.txt").read_text("utf-8").splitlines()
START = SEED.index("const uploadTask = wx.uploadFile({")
SECOND_UPLOAD = "\n".join(SEED[START : START + 18])
START = SEED.index("wx.downloadFile({")
DOWNLOAD = "\n".join(SEED[START : START + 11])


def body(source):
    """The translation without its first lines about imports and names."""
    lines = to_python(source).splitlines()
    return [line for line in lines if line and not line.startswith(("from ", "import ", "# There"))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("let a = 1, b", ["a = 1", "b = None"]),
        ("const a = true && !b || null", ["a = (True and (not b)) or None"]),
        (
            "a = b === undefined ? [1, 'x'] : { c: -1 }",
            ['a = [1, "x"] if (b is None) else {"c": -1}'],
        ),
        ("a = 'b' + c + 1", ['a = "b" + str(c) + str(1)']),
        ("a = b + c * 2", ["a = b + (c * 2)"]),
        ("a = (b + c) * 2", ["a = (b + c) * 2"]),
        ("i++; i -= 2", ["i += 1", "i -= 2"]),
        ("a.b[0].c = d.length", ["a.b[0].c = len(d)"]),
        ("`a${b}c{d}`", ['f"a{b}c{{d}}"']),
        ("`a${b['c']}`", ['"a{}".format(b["c"])']),
        ("'\\u4e2d\\x41\\n\\''", ['"中A\\n\'"']),
        ("list.push(1); s.trim().toUpperCase()", ["list.append(1)", "s.strip().upper()"]),
        ("console.error('a', b)", ['print("a", b)']),
        ("class_.from.is", ['class_["from"]["is"]']),
        ("const f = x => x.data", ["f = lambda x: x.data"]),
        ("const f = () => g()", ["f = lambda: g()"]),
        ("const data = JSON.parse(a); b(data.c)", ["data = json.loads(a)", 'b(data["c"])']),
        ("const s = JSON.stringify({ a })", ['s = json.dumps({"a": a}, ensure_ascii=False)']),
        ("const { a, b: c } = d", ['a = d["a"]', 'c = d["b"]']),
        ("const a = await b(c)", ["a = await b(c)"]),
        ("if (a) b(); else { c() }", ["if a:", "    b()", "else:", "    c()"]),
        ("for (const a of b) { c(a) }", ["for a in b:", "    c(a)"]),
        (
            "try { a() } catch (e) { b(e) }",
            ["try:", "    a()", "except Exception as e:", "    b(e)"],
        ),
        ("function f(a) { return a }", ["def f(a):", "    return a"]),
        ("async function f() { await g() }", ["async def f():", "    await g()"]),
        ("function f() {}", ["def f():", "    pass"]),
    ],
)  # fmt: skip
def test_statements(source, expected):
    assert body(source) == expected
    assert to_python(source).untranslated == ()


def test_a_callback_of_one_line_is_a_lambda_and_a_longer_one_has_a_name():
    assert body("wx.downloadFile({ url, success: r => f(r), fail(e) { a(e); b(e) } })") == [
        "def fail(e):",
        "    a(e)",
        "    b(e)",
        "wx.downloadFile({",
        '    "url": url,',
        '    "success": lambda r: f(r),',
        '    "fail": fail,',
        "})",
    ]


def test_two_callbacks_of_one_name_have_two():
    lines = body("a({ success() { x(); y() } }); b({ success() { x(); y() } })")
    assert [line for line in lines if line.startswith("def")] == [
        "def success():",
        "def success_2():",
    ]


def test_outer_variables_that_a_callback_changes_are_declared():
    source = """
    let n = 0
    function outer() {
      let m = 0
      const inner = () => { m += 1; n += 1; let own = 2; own += m }
    }"""
    lines = body(source)
    assert "        nonlocal m" in lines
    assert "        global n" in lines


def test_what_cannot_be_said_stands_in_a_comment_and_the_rest_is_there():
    source = """
const a = 1
class B {
  c() {}
}
wx.uploadFile({ url: 'u', filePath: a, name: 'n', success() { this.setData({ d: 1 }); e() } })
new F(1)
delete a.b
"""
    program = to_python(source)
    text = str(program)
    assert "# not translated:\n#   class B {\n#   c() {}\n#   }" in text
    assert "    # not translated:\n    #   this.setData({ d: 1 });\n    e()" in text
    assert [each.split()[0] for each in program.untranslated] == [
        *("class", "this.setData({", "new", "delete"),
    ]
    ast.parse(text)


def test_names_that_python_has_not_are_told():
    text = to_python("Page({ onLoad() { wx.scanCode({}); setTimeout(f, 1) } })")
    assert "# There is no Page in Python." in text
    assert "# There is no setTimeout in Python." in text
    assert "# There is no wx.scanCode in Python." in text
    assert "wx.uploadFile in Python" not in to_python("wx.uploadFile({})")


def run(source, **names):
    exec(compile(source, "translated", "exec"), names)
    return names


def test_the_seeds_upload_example_runs_in_python(server, wx, tmp_path, capsys):
    photo = tmp_path / "photo.png"
    photo.write_bytes(bytes(100_000))
    source = SECOND_UPLOAD.replace("http://example.weixin.qq.com/upload", server.url("/upload"))
    text = to_python(source.rpartition("\n")[0]).replace("from wxlab import wx", "")
    task = run(text, wx=wx, tempFilePaths=[str(photo)])["uploadTask"]
    assert json.loads(task.wait(20).data)["fields"] == {"user": "test"}
    assert capsys.readouterr().out.splitlines()[-1] == "预期需要上传的数据总长度 100000"
    assert to_python(source).rstrip().endswith("uploadTask.abort()")


def test_the_seeds_download_example_runs_in_python(server, wx):
    text = to_python(DOWNLOAD.replace("https://example.com/audio/123", server.url("/file/123")))
    played = []

    class Phone:
        downloadFile = staticmethod(wx.downloadFile)
        playVoice = staticmethod(played.append)

    run(text.replace("from wxlab import wx", ""), wx=Phone)
    (task,) = wx.tasks
    path = task.wait(20).tempFilePath
    assert played == [{"filePath": path}]


BROKEN = [")", "}{", "((((", "`${", "a b", "f(", "if", "for (", "x =>", "{", "a ? b", "wx.f({ a: "]


@pytest.mark.parametrize("source", BROKEN)
def test_a_broken_text_is_all_comment(source):
    program = to_python(source)
    ast.parse(str(program))
    assert program.untranslated


@pytest.mark.parametrize("source", ["", "// note", "/* open", ";;", "'open"])
def test_nothing_is_lost_of_nothing(source):
    program = to_python(source)
    ast.parse(str(program))
    assert not program.untranslated


def test_every_statement_is_kept_with_its_text():
    statements = parse("a()\nb();c()")
    assert [statement.parts[1] for statement in statements] == ["a()", "b();", "c()"]


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ("'a'", "a"),
        ('"\\ud83d\\ude00"', "😀"),
        ("'\\u{1F600}'", "😀"),
        ("'\\0'", "\0"),
        ("'\\q'", "q"),
        ("'a\\\nb'", "ab"),
        ("'\\u{110000}'", "\U0010ffff"),
    ],
)
def test_escapes(literal, text):
    assert text_of(literal) == text


def test_to_js_shows_the_call_of_a_task_and_it_runs(server, wx, tmp_path, capsys):
    photo = tmp_path / "照片 'a'.png"
    photo.write_bytes(b"12345")
    task = wx.uploadFile(
        url=server.url("/upload"), filePath=photo, name="file", formData={"a": "b\n", "c": 1}
    )
    task.wait(20)
    program = to_js(task)
    assert repr(program) == str(program)
    assert program.startswith("wx.uploadFile({\n  url: ")
    assert str(photo).replace("'", "\\'") in program
    pytest.importorskip("quickjs")
    from wxlab.js import JavaScript

    js = JavaScript(wx)
    js.run(program).wait(20)
    js.restart()
    first, second = server.log
    assert [(part.name, part.data) for part in first.parts] == [
        (part.name, part.data) for part in second.parts
    ]


def test_there_and_back(server, wx):
    task = wx.downloadFile(url=server.url("/file/5"), header={"X-A": "1"})
    task.wait(20)
    text = to_python(to_js(task)).replace("from wxlab import wx", "")
    run(text, wx=wx)
    again = wx.tasks[-1]
    again.wait(20)
    assert to_js(again) == to_js(task)


def test_a_refused_call_has_no_other_words(wx):
    assert to_js(wx.downloadFile(url="")) == ""
