"""Signatures: made here by hand as the protocol writes them, and by the server."""

import hashlib
import hmac

import pytest

from wxlab.practice.cloud.refusal import CloudError
from wxlab.practice.cloud.signature import expect_signature, signature

NAMES = ("kind", "name", "nonce")
FIELDS = {"kind": "static", "name": "", "nonce": "0f" * 16}
TEXT = "kind=static\nname=\nnonce=" + "0f" * 16


def by_hand(key, text):
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def code_of(fields, key="k"):
    with pytest.raises(CloudError) as error:
        expect_signature(key, NAMES, fields)
    return error.value.code


def test_it_is_that_of_the_lines():
    assert signature("k", NAMES, FIELDS) == by_hand("k", TEXT)
    expect_signature("k", NAMES, FIELDS | {"signature": by_hand("k", TEXT)})


def test_a_missing_one_has_its_own_code():
    assert code_of(FIELDS) == 20001
    assert code_of(FIELDS | {"signature": ""}) == 20001


@pytest.mark.parametrize("field", NAMES)
def test_any_change_makes_it_wrong(field):
    right = signature("k", NAMES, FIELDS)
    assert code_of({**FIELDS, field: FIELDS[field] + "0", "signature": right}) == 20002
    assert code_of({**FIELDS, "signature": right}, key="another") == 20002
    assert code_of({**FIELDS, "signature": right.upper()}) == 20002
    assert code_of({**FIELDS, "signature": "é" + right}) == 20002


def test_a_line_cannot_be_smuggled_in():
    for smuggled in ("a\nname=b", "a\rb", "a\x00", "a\u2028b"):
        fields = FIELDS | {"name": smuggled}
        assert code_of(fields | {"signature": signature("k", NAMES, fields)}) == 10000


def test_a_missing_field_is_named():
    fields = {"kind": "app", "nonce": "0f" * 16, "signature": "x"}
    with pytest.raises(CloudError, match="name is missing"):
        expect_signature("k", NAMES, fields)


@pytest.mark.parametrize("nonce", ["", "0f", "0F" * 16, "0f" * 16 + "\u0660"])
def test_a_nonce_has_a_form(nonce):
    fields = FIELDS | {"nonce": nonce}
    assert code_of(fields | {"signature": signature("k", NAMES, fields)}) == 10000
