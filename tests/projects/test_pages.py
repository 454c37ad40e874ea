"""The JSON files of pages and components, and sitemap.json."""

import pytest

PAGE = "miniprogram/pages/cart/cart.json"


def test_a_page_s_file_is_read(shop):
    shop.write(PAGE, '{\n  "navigationBarTitleText": 购物车\n}')
    assert shop.told == ["pages/cart/cart.json:2:29: a value is expected"]


@pytest.mark.parametrize(
    "value",
    ["/components/price/price", "../../components/price/price", "plugin://x/y", "price", "label"],
)
def test_components_are_found(shop, value):
    for place in ("components/price/price", "miniprogram_npm/price/index", "pages/cart/label"):
        shop.write(f"miniprogram/{place}.json", '{"component": true}')
        shop.write(f"miniprogram/{place}.js", "Component({})")
        shop.write(f"miniprogram/{place}.wxml", "<view/>")
    shop.write(PAGE, f'{{"usingComponents": {{"a-b": "{value}"}}}}')
    assert shop.told == []


def test_a_component_that_is_not_there_is_named_with_its_line(shop):
    shop.write(PAGE, '{\n  "usingComponents": {\n    "price": "/components/price"\n  }\n}')
    assert shop.told == ["pages/cart/cart.json:3:14: components/price.json is not there"]


def test_components_have_components(shop):
    shop.write("miniprogram/c/c.json", '{\n"usingComponents": {"d": "./d"}}')
    shop.write("miniprogram/c/c.js", "Component({})")
    shop.write("miniprogram/c/c.wxml", "<view/>")
    assert shop.told == ["c/c.json:2:26: c/d.json is not there"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", "sitemap.json:1:1: a sitemap needs rules"),
        (
            '{"rules": [\n{"action": "deny", "page": "*"}]}',
            "sitemap.json:2:12: action should be allow or disallow, not deny",
        ),
        ('{"rules": [\n{"action": "allow"}]}', "sitemap.json:2:1: a rule needs a page"),
        (
            '{"rules": [\n{"page": "pages/x"}]}',
            "sitemap.json:2:10: pages/x is no page of app.json",
        ),
    ],
)
def test_a_sitemap_is_looked_at(shop, both_languages, text, told):
    shop.write("miniprogram/sitemap.json", text)
    assert shop.told == [told]
    both_languages(shop.project)


def test_a_sitemap_that_is_not_there_is_missed(shop):
    (shop.path / "miniprogram/sitemap.json").unlink()
    assert shop.told == ["app.json:42:22: sitemap.json is not there"]


def test_other_json_is_nobody_s_business(shop):
    shop.write("miniprogram/data/any.json", "// whatever")
    assert shop.told == []
