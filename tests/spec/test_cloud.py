"""The practice cloud's data: codes are told in both languages, patterns mean whole texts."""

import re

import pytest

from wxlab.spec import cloud


@pytest.mark.parametrize("code", cloud.CLOUD_CODES)
def test_a_code_is_told_in_both_languages(code):
    row = cloud.CLOUD_CODES[code]
    assert row.code == code
    assert row.en
    assert any("\u4e00" <= letter <= "\u9fff" for letter in row.zh)


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        (cloud.APPID, ["wx0123456789abcdef", "touristappid"], ["wx0123", "../wx0123456789abcdef"]),
        (cloud.VERSION, ["1.0.0", "2024-rc_1", "a" * 64], ["", "1/2", "a" * 65, "一"]),
        (cloud.FUNCTION_NAME, ["sum", "get-user_2"], ["", "2sum", "a.b", "a" * 61]),
        (cloud.NONCE, ["0f" * 16], ["0F" * 16, "0f" * 15]),
    ],
)
def test_the_patterns(pattern, right, wrong):
    assert all(re.fullmatch(pattern, text) for text in right)
    assert not any(re.fullmatch(pattern, text) for text in wrong)


def test_what_is_signed_ends_with_the_nonce():
    fields = cloud.UPLOAD_FIELDS, cloud.LIVE_FIELDS, cloud.ROLLBACK_FIELDS
    assert all(names[-1] == "nonce" and names[:2] == ("kind", "name") for names in fields)
