"""What makes a package a mini-program, and where a broken one is broken."""

import json

import pytest

from wxlab.practice.cloud import application
from wxlab.practice.cloud.application import expect_application
from wxlab.practice.cloud.refusal import CloudError


def files_of(config, *pages, **others):
    text = config if isinstance(config, str) else json.dumps(config, indent=1)
    files = {"app.json": text.encode(), "app.js": b"App({})"}
    for page in pages:
        files |= {f"{page}.js": b"Page({})", f"{page}.wxml": b"<view/>"}
    return files | {name.replace("_", "."): content for name, content in others.items()}


def refused(files):
    with pytest.raises(CloudError) as error:
        expect_application(files)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error.value.zh)
    return error.value.code, error.value.file, error.value.line


TABS = {
    "pages": ["a", "b"],
    "subPackages": [{"root": "shop/", "pages": ["list"]}],
    "tabBar": {"list": [{"pagePath": "a", "iconPath": "icon.png"}, {"pagePath": "b"}]},
}


def test_whole_mini_programs_are_taken():
    expect_application(files_of({"pages": ["pages/index/index"]}, "pages/index/index"))
    expect_application(files_of(TABS, "a", "b", "shop/list", icon_png=b"png", a_json=b"{}"))


def test_without_app_json_it_is_none():
    assert refused({"app.js": b""}) == (20000, "app.json", None)
    assert refused({"game.json": b"{}"}) == (30000, "game.json", None)


def with_tab_bar(tabs):
    return {"pages": ["a", "b"], "tabBar": {"list": tabs}}


@pytest.mark.parametrize(
    ("config", "code", "line"),
    [
        ('{\n "pages": [\n  "a",\n ]\n}', 10006, 3),
        ("[]", 10009, None),
        ("{}", 10009, None),
        ({"pages": []}, 10009, None),
        ({"pages": "a"}, 10009, None),
        ({"pages": [1]}, 10009, None),
        ({"pages": ["a", ""]}, 10009, 4),
        ({"pages": ["a", "missing"]}, 10005, 4),
        ({"pages": ["a", "b", "a"]}, 10009, 5),
        ({"pages": ["a"], "subPackages": {}}, 10009, None),
        ({"pages": ["a"], "subPackages": [{"pages": []}]}, 10009, None),
        ({"pages": ["a"], "subPackages": [{"root": "/", "pages": []}]}, 10009, 7),
        ({"pages": ["a"], "subpackages": [{"root": "shop", "pages": ["x"]}]}, 10005, 9),
        (
            {"pages": ["a"], "subPackages": [{"root": "shop"}, {"root": "shop/more"}]},
            10009,
            10,
        ),
        ({"pages": ["a"], "tabBar": []}, 10009, None),
        (with_tab_bar([{"pagePath": "a"}]), 10009, None),
        (with_tab_bar([{"pagePath": "a"}, {"pagePath": "c"}]), 10009, 12),
        (with_tab_bar([{"pagePath": "a"}, {"pagePath": "b", "iconPath": "no.png"}]), 10005, 13),
        (with_tab_bar([{"pagePath": "a"}, {"pagePath": "b", "iconPath": 5}]), 10005, None),
    ],
    ids=str,
)
def test_a_broken_one_is_told_with_file_and_line(config, code, line):
    assert refused(files_of(config, "a", "b")) == (code, "app.json", line)


def test_a_page_needs_its_view():
    files = files_of({"pages": ["a"]}, "a")
    del files["a.wxml"]
    assert refused(files) == (10005, "app.json", 3)


def test_a_broken_page_configuration_is_named():
    broken = b'{\n "usingComponents": {},\n}'
    assert refused(files_of({"pages": ["a"]}, "a", a_json=broken)) == (10006, "a.json", 2)


MAIN = application.MAIN_PACKAGE_BYTES


def test_sizes_have_limits():
    config = {"pages": ["a"], "subPackages": [{"root": "s", "pages": []}]}
    files = files_of(config, "a")
    room = MAIN - sum(map(len, files.values()))
    expect_application(files | {"big": bytes(room), "s/big": bytes(MAIN)})
    assert refused(files | {"big": bytes(room + 1)})[0] == 40003
    assert refused(files | {"s/big": bytes(MAIN + 1)})[0] == 40003


def test_all_packages_together_have_a_limit():
    roots = [f"s{number}" for number in range(11)]
    config = {"pages": ["a"], "subPackages": [{"root": root} for root in roots]}
    files = files_of(config, "a")
    full = {f"{root}/big": bytes(MAIN) for root in roots}
    assert refused(files | full)[0] == 40003
    expect_application(files | dict(list(full.items())[:9]))
