"""A look at a project: whatever its files say, it says what is wrong, and nothing breaks."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wxlab
from wxlab import ProjectError

PATHS = st.sampled_from(
    ["pages/index/index", "goods", "/", "", ".", "..", "a/../b", "images/home.png"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | PATHS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def objects(*names):
    """Objects with some of these names, and a surprise or two."""
    return st.dictionaries(st.sampled_from(names), VALUES, max_size=3)


ITEM = objects("pagePath", "text", "iconPath", "selectedIconPath")
APP = st.fixed_dictionaries(
    {},
    optional={
        "pages": VALUES | st.lists(PATHS),
        "subPackages": VALUES | st.lists(objects("root", "pages")),
        "subpackages": VALUES,
        "tabBar": VALUES | st.fixed_dictionaries({"list": st.lists(ITEM | VALUES)}),
        "networkTimeout": VALUES | objects("request", "uploadFile"),
        "entryPagePath": VALUES,
        "sitemapLocation": VALUES,
        "usingComponents": VALUES | objects("a", "b"),
        "window": VALUES,
    },
)
RULE = st.fixed_dictionaries(
    {},
    optional={
        "type": VALUES | st.sampled_from(["file", "folder", "glob", "regexp", "prefix"]),
        "value": VALUES | st.text("[]{}()*?!,\\a/-^|+", max_size=8),
    },
)
CONFIG = st.fixed_dictionaries(
    {},
    optional={
        "appid": VALUES,
        "compileType": VALUES,
        "miniprogramRoot": VALUES | st.just("miniprogram"),
        "cloudfunctionRoot": VALUES,
        "packOptions": VALUES | st.fixed_dictionaries({"ignore": st.lists(RULE, max_size=3)}),
    },
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("look") / "shop"
    wxlab.project.new(made)
    return made


@given(app=APP)
def test_whatever_app_json_says_it_is_looked_at(folder, app):
    (folder / "project.config.json").write_text(
        '{"appid": "touristappid", "miniprogramRoot": "miniprogram"}'
    )
    text = json.dumps(app, indent=1)
    (folder / "miniprogram/app.json").write_text(text)
    for problem in wxlab.project(folder).problems:
        assert problem.en
        assert problem.zh
        assert 0 <= problem.line <= text.count("\n") + 1 or problem.file != "app.json"


@given(config=CONFIG)
def test_whatever_project_config_json_says_it_is_looked_at(folder, config):
    (folder / "project.config.json").write_text(json.dumps(config))
    project = wxlab.project(folder)
    repr(project)
    if project.problems:
        with pytest.raises(ProjectError):
            project.check()


@pytest.mark.parametrize("name", ["project.config.json", "miniprogram/app.json"])
@pytest.mark.parametrize("content", [b"", b"\x00", b"\xff\xfe{", b"[" * 100_000, b'"' * 1000])
def test_whatever_is_no_json_is_one_problem_of_its_own(shop, name, content):
    shop.write(name, content)
    of_file = [each for each in shop.project.problems if each.file == name.rpartition("/")[2]]
    assert of_file[0].code in (10006, 10009)
    assert of_file[0].line == 1
