"""require: files beside the notebook, packages, JSON, and what has changed."""

import pytest

from wxlab.js import JSError


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sub").mkdir()
    return tmp_path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_files_are_found_with_and_without_their_ending(folder, printed):
    write(folder / "util.js", "module.exports = { name: 'util', inner: require('./sub/inner') }")
    write(folder / "sub/inner.js", "exports.text = require('../data.json').text + '!'")
    write(folder / "data.json", '{"text": "照片"}')
    program = "const a = require('./util'), b = require('./util.js'); console.log(a === b, a)"
    assert printed(program, folder=folder) == ["true { name: 'util', inner: { text: '照片!' } }"]


def test_a_folder_is_its_index(folder, printed):
    write(folder / "lib/index.js", "module.exports = __proto = 'index'")
    assert printed("console.log(require('./lib'))", folder=folder) == ["index"]


@pytest.mark.parametrize("place", ["miniprogram_npm", "node_modules"])
def test_packages_are_found_further_up(folder, printed, place):
    write(folder / place / "@a/b/package.json", '{"main": "dist/main"}')
    write(folder / place / "@a/b/dist/main.js", "module.exports = 'package'")
    program = "console.log(require('@a/b'))"
    assert printed(program, folder=folder / "sub") == ["package"]


def test_import_and_export_are_understood(folder, printed):
    write(
        folder / "m.js",
        "export const a = 1, b = 2\nexport default function f() { return 'f' }\n"
        "export { a as c }\nexport class D {}\nexport * from './n'\nexport { x as z } from './n'",
    )
    write(folder / "n.js", "export const x = 'x'")
    program = (
        "import f, { a, b as bb } from './m'\nimport * as all from './m'\n"
        "console.log(f(), a, bb, all.c, all.D.name, all.x, all.z)"
    )
    assert printed(program, folder=folder) == ["f 1 2 1 D x x"]


def test_a_file_that_has_changed_is_read_anew(folder, printed):
    program = "console.log(require('./a'))"
    write(folder / "a.js", "module.exports = require('./b') + 1")
    write(folder / "b.js", "module.exports = 1")
    assert printed(program, folder=folder) == ["2"]
    write(folder / "b.js", "module.exports = 10")
    assert printed(program, folder=folder) == ["11"]


def test_files_that_require_each_other_come_to_an_end(folder, printed):
    write(folder / "a.js", "exports.early = 1; exports.b = require('./b'); exports.late = 2")
    write(folder / "b.js", "exports.seen = Object.keys(require('./a'))")
    assert printed("console.log(require('./a').b.seen)", folder=folder) == ["[ 'early' ]"]


def test_a_file_has_none_of_a_browsers_names_and_its_own_variables(folder, printed):
    write(
        folder / "a.js",
        "var own = 1; module.exports = [typeof window, typeof document, typeof own]",
    )
    program = "console.log(require('./a'), typeof own)"
    assert printed(program, folder=folder) == ["[ 'undefined', 'undefined', 'number' ] undefined"]


def test_an_error_in_a_file_names_its_line(folder, run):
    write(folder / "a.js", "\n\nexports.f = () => missing.thing")
    with pytest.raises(JSError) as caught:
        run("const a = require('./a')\na.f()", folder=folder, name="In[7]")
    assert caught.value.place == "a.js:3:19"
    assert "In[7]:2:3" in str(caught.value)


def test_a_file_that_is_no_program_is_diagnosed(folder, run):
    write(folder / "a.js", "f({ a: 1\n b: 2 })")
    with pytest.raises(JSError, match="A comma is missing before b") as caught:
        run("require('./a')", folder=folder)
    assert caught.value.place == "a.js:2:2"


def test_what_is_not_there_is_named(folder, run):
    with pytest.raises(JSError, match=r"No file was found for \./nothing"):
        run("require('./nothing')", folder=folder)


def test_a_failing_file_is_tried_again(folder, run, printed):
    write(folder / "a.js", "if (!globalThis.ready) throw new Error('not yet'); module.exports = 1")
    with pytest.raises(JSError, match="not yet"):
        run("require('./a')", folder=folder)
    assert printed("ready = true; console.log(require('./a'))", folder=folder) == ["1"]
