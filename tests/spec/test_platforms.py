"""The platforms and what they say, as data; and that every text is understood again."""

import re

import pytest

from wxlab.core.failure import Failure
from wxlab.spec import ERRORS, explain
from wxlab.spec.platforms import PLATFORMS, WXLAB, platform
from wxlab.spec.sayings import SAYINGS, of_error


def test_a_platform_by_its_name():
    assert platform(None) is WXLAB
    assert platform("ios") is PLATFORMS["ios"]
    assert list(PLATFORMS) == ["android", "ios", "devtools"]


@pytest.mark.parametrize("name", ["", "Android", "pc", "wxlab", 5, ["ios"]])
def test_another_name_is_refused_with_the_choices(name):
    with pytest.raises(ValueError, match='"android", "ios", "devtools" or None'):
        platform(name)


@pytest.mark.parametrize("saying", SAYINGS, ids=lambda each: f"{each.platform}-{each.error}")
def test_a_line_belongs_to_a_platform_and_an_error_and_has_evidence(saying):
    assert saying.platform in PLATFORMS
    blanks = set(re.findall(r"\{(\w+)\}", saying.text))
    known = set(re.findall(r"\{(\w+)\}", ERRORS[saying.error].text)) | {"peer"}
    assert blanks <= known
    assert saying.evidence
    assert saying in ERRORS[saying.error].sayings
    # A later line that says the same of the same call could never be reached.
    earlier = SAYINGS[: SAYINGS.index(saying)]
    assert not [each for each in earlier if each.fits(saying.platform, saying.api)
                and each.error == saying.error]  # fmt: skip


BLANKS = {"path": "/a b/timeout", "detail": "x;", "limit": 10}
APIS = {"target-permission-denied": ["downloadFile"], "upload-overflow": ["uploadFile"]}
APIS |= {"permission-denied": ["uploadFile"], "download-overflow": ["downloadFile"]}
APIS |= {each: ["request"] for each in ("request-overflow", "method", "request-data")}
BOTH = ["uploadFile", "downloadFile"]
CASES = [
    (name, address, api)
    for name in (*PLATFORMS, WXLAB.name)
    for address in ERRORS
    for api in APIS.get(address, BOTH)
    if address != "cancel"  # the picker says that, not a transfer
    if re.search(f"{ERRORS[address].api}:$", f"{api}:")  # other calls have errors of their own
]


@pytest.mark.parametrize(("name", "address", "api"), CASES)
def test_every_text_of_every_platform_is_explained_by_its_own_entry(name, address, api):
    text, _ = Failure(address, **BLANKS).told(name, api)
    found = explain(f"{api}:fail {text}")
    assert found is not None
    assert found.address == address


def test_nothing_is_known_of_most_errors():
    assert of_error("redirects") == ()
    assert {each.platform for each in of_error("timeout")} == {"android", "ios", "devtools"}
