"""tabBar: two to five pages of the main package, with small icons."""

import json

import pytest

APP = "miniprogram/app.json"


def items(shop):
    return json.loads((shop.path / APP).read_text("utf-8"))["tabBar"]["list"]


@pytest.mark.parametrize("count", [0, 1, 6])
def test_there_are_two_to_five_items(shop, count):
    pages = [f"pages/p{number}/p" for number in range(6)]
    for page in pages:
        shop.write(f"miniprogram/{page}.js", "Page({})")
        shop.write(f"miniprogram/{page}.wxml", "<view/>")
    bar = {"list": [{"pagePath": page, "text": "页"} for page in pages[:count]]}
    shop.set(APP, pages=pages, tabBar=bar)
    assert len(shop.told) == 1
    assert f"tabBar.list should have 2 to 5 items, and has {count}" in shop.told[0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"pagePath": "goods/detail/detail"}, "goods/detail/detail is not in pages of the main"),
        ({"text": ""}, "an item of the tab bar needs a text"),
        ({"iconPath": "images/no.png"}, "images/no.png is not there"),
        ({"iconPath": "app.js"}, "app.js should be a PNG or JPEG"),
        ({"iconPath": "/images/home.png"}, None),
    ],
)
def test_an_item_is_looked_at(shop, both_languages, change, told):
    first, second = items(shop)
    shop.set(APP, tabBar={"list": [first | change, second]})
    assert len(shop.told) == (told is not None)
    assert told is None or told in shop.told[0]
    both_languages(shop.project)


def test_an_item_without_a_page_says_so(shop):
    first, second = items(shop)
    del first["pagePath"]
    shop.set(APP, tabBar={"list": [first, second]})
    assert "an item of the tab bar needs a pagePath" in shop.told[0]


def test_an_icon_has_at_most_40_kib(shop):
    shop.write("miniprogram/images/home.png", bytes(40 * 1024))
    assert shop.told == []
    shop.write("miniprogram/images/home.png", bytes(40 * 1024 + 1))
    assert shop.told == [
        "app.json:26:21: images/home.png has 40,961 bytes; an icon has at most 40,960"
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"#666666"', '"grey"', "app.json:19:14: tabBar.color should be a colour like #1a2b3c"),
        (
            '"color": "#666666"',
            '"position": "left"',
            "app.json:19:17: tabBar.position should be bottom or top, not left",
        ),
    ],
)
def test_its_looks_are_looked_at(shop, both_languages, old, new, told):
    shop.edit(APP, old, new)
    assert len(shop.told) == 1
    assert shop.told[0].startswith(told)
    both_languages(shop.project)
