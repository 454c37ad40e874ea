"""A package of each kind, judged."""

import pytest

from wxlab.practice.cloud.refusal import CloudError
from wxlab.practice.cloud.verdict import verified


def test_each_kind_is_judged_by_its_own_rules(package, app):
    assert verified("app", package(app)).files.keys() == app.keys()
    assert verified("function", package({"index.py": "def main(event, context): pass"})).bytes == 30
    assert list(verified("database", package({"goods.json": "{}"})).records) == ["goods"]
    for kind in ("static", "storage"):
        found = verified(kind, package({"anything": b"12345"}))
        assert (found.bytes, found.records) == (5, {})


@pytest.mark.parametrize(
    ("kind", "code"), [("app", 20000), ("function", 10005), ("database", 10009)]
)
def test_what_is_fine_for_one_kind_is_none_of_another(kind, code, package):
    with pytest.raises(CloudError) as error:
        verified(kind, package({"page.html": "<p>"}))
    assert error.value.code == code


@pytest.mark.parametrize("kind", ["app", "function", "static", "storage", "database"])
def test_nothing_is_no_package(kind, package):
    with pytest.raises(CloudError) as error:
        verified(kind, package({}))
    assert error.value.code == 40004
