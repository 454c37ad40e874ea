"""import and export, as require and exports; what comes of them is tried in the engine."""

import pytest

from wxlab.js.imports import as_module


@pytest.mark.parametrize(
    "source",
    ["const a = 1", "a.import = 1", "import('x')", "({ import: 1, export: 2 })", "// import"],
)
def test_a_text_without_them_stays_as_it_is(source):
    assert as_module(source) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import 'a'", "require('a')"),
        ("import * as b from 'a'", "var $module0=require('a'),b=$module0"),
        ("import { b, c as d } from 'a'", "var $module0=require('a'),{b:b,c:d}=$module0"),
    ],
)
def test_imports_require(source, expected):
    assert as_module(source) == expected


def test_lines_stay_where_they_are():
    source = "import {\n  a,\n  b\n} from 'c'\nfoo()\nexport const d = 1\nbar()"
    written = as_module(source).splitlines()
    assert written[4] == "foo()"
    assert written[6] == "bar()"


def test_exports_follow_the_file():
    written = as_module("export const a = 1\nconst b = 2, c = 3\nexport { b as d }")
    assert written.splitlines()[-1] == "exports.__esModule=true;exports.a=a;exports.d=b;"
