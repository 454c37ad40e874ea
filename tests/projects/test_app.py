"""app.json: what is wrong in it is named with its line."""

import pytest

APP = "miniprogram/app.json"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            '"pages/cart/cart"\n  ],\n  "sub',
            '"pages/cart/cart",\n  ],\n  "sub',
            ["app.json:4:22: no comma may stand before ]"],
        ),
        (
            '{\n  "pages"',
            '{\n  // pages\n  "pages"',
            ["app.json:2:3: JSON has no comments"],
        ),
        (
            '"pages/index/index",\n    "pages/cart',
            '"pages/index/index"\uff0c\n    "pages/cart',
            ["app.json:3:24: the Chinese \uff0c should be ,"],
        ),
        (
            '"pages/cart/cart"\n  ],',
            '"pages/cart/cart",\n    "pages/gone/gone"\n  ],',
            [
                "app.json:5:5: pages/gone/gone.wxml is not there",
                "app.json:5:5: pages/gone/gone.js is not there",
            ],
        ),
        (
            '"pages/cart/cart"\n  ],',
            '"pages/cart/cart",\n    "pages/cart/cart"\n  ],',
            ["app.json:5:5: pages/cart/cart is listed twice"],
        ),
        (
            '"pages/cart/cart"\n  ],',
            '"pages/cart/cart",\n    "/pages/cart/cart"\n  ],',
            ["app.json:5:5: /pages/cart/cart should have no slash before it and no ending"],
        ),
        (
            '"pages/cart/cart"\n  ],',
            '"pages/cart/cart",\n    7\n  ],',
            ["app.json:5:5: pages[2] should be String instead of Number"],
        ),
        (
            '"root": "goods"',
            '"root": ""',
            ["app.json:8:15: a sub-package needs a root"],
        ),
        (
            '"root": "goods"',
            '"root": "shelf"',
            [
                "app.json:10:9: shelf/detail/detail.wxml is not there",
                "app.json:10:9: shelf/detail/detail.js is not there",
            ],
        ),
        (
            '"style": "v2",',
            '"style": "v2",\n  "entryPagePath": "pages/home/home",',
            ["app.json:42:20: entryPagePath is pages/home/home, which is not in pages"],
        ),
        (
            '"downloadFile": 60000',
            '"downloadFile": -1',
            ["app.json:39:21: downloadFile should be more than 0 milliseconds"],
        ),
        (
            '"downloadFile": 60000',
            '"download": 60000',
            [
                "app.json:39:5: networkTimeout has no download; there is request, connectSocket,"
                " uploadFile, downloadFile"
            ],
        ),
        (
            '"downloadFile": 60000',
            '"downloadFile": true',
            [
                "app.json:39:21: networkTimeout.downloadFile should be Number instead of Boolean",
            ],
        ),
        (
            '"style": "v2"',
            '"style": "v2", "style": "v3"',
            ["app.json:41:18: style is there twice"],
        ),
        (
            '"style": "v2"',
            '"style": "v2", "lazyCodeLoading": "requiredComponents"',
            [],
        ),
        (
            '"window": {',
            '"window": [], "theme": {',
            ["app.json:14:13: window should be Object instead of Array"],
        ),
    ],
)
def test_a_mistake_is_named_with_file_line_and_column(shop, both_languages, old, new, told):
    shop.edit(APP, old, new)
    assert shop.told == told
    both_languages(shop.project)


def test_the_example_has_no_mistake(shop):
    assert shop.told == []


def test_pages_must_be_listed(shop):
    shop.write(APP, '{\n  "pages": []\n}')
    assert shop.told == ["app.json:2:12: pages should list at least one page"]
    shop.write(APP, "{}")
    assert shop.told == ["app.json:1:1: pages should list at least one page"]


def test_a_file_that_is_no_object_says_only_that(shop):
    shop.write(APP, "[]")
    assert shop.told == ["app.json:1:1: app.json should be Object instead of Array"]


def test_without_app_json_there_is_one_problem(shop):
    (shop.path / APP).unlink()
    (problem,) = shop.project.problems
    assert (problem.file, problem.code) == ("app.json", 20000)


def test_without_app_js_it_says_so(shop):
    (shop.path / "miniprogram/app.js").unlink()
    assert shop.told == ["app.json:1:1: app.js is not there"]


def test_a_name_in_other_capitals_is_another_name(shop):
    folder = shop.path / "miniprogram/pages/cart"
    (folder / "cart.wxml").rename(folder / "x")
    (folder / "x").rename(folder / "Cart.wxml")
    assert shop.told == [
        "app.json:4:5: pages/cart/cart.wxml is not there, but pages/cart/Cart.wxml is:"
        " capitals and small letters differ"
    ]


def test_text_that_is_not_utf_8_is_named_with_its_line(shop):
    shop.write(APP, '{\n  "pages": ["首页"]\n}'.encode("gb18030"))
    assert shop.told == ["app.json:2:14: this is not UTF-8"]


@pytest.mark.parametrize(
    ("packages", "told"),
    [
        (
            [{"root": "goods", "pages": ["detail/detail"]}, {"root": "goods/detail", "pages": []}],
            ["goods/detail and goods lie within each other", "goods/detail has no pages"],
        ),
        (
            [{"root": "pages/cart", "pages": ["cart"]}],
            [
                "pages/cart/cart is a page of the main package, and lies in the sub-package"
                " pages/cart",
                "pages/cart/cart is listed twice",
            ],
        ),
        (["goods"], ["subPackages[0] should be Object instead of String"]),
    ],
)
def test_sub_packages_lie_apart(shop, packages, told):
    shop.set(APP, subPackages=packages)
    assert [text.rpartition(": ")[2] for text in shop.told] == told


def test_both_spellings_of_sub_packages_are_read(shop):
    shop.edit(APP, "subPackages", "subpackages")
    assert shop.told == []
    assert [each.name for each in shop.project.packages] == ["__FULL__", "__APP__", "/goods/"]
