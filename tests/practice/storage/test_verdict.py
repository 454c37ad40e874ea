"""Each thing broken alone, at each service: the answer names it."""

from datetime import timedelta

import pytest

from wxlab.practice.storage.account import PRACTICE_KEYS, SERVICES
from wxlab.practice.storage.refusal import StorageError
from wxlab.practice.storage.verdict import MAX_KEY_BYTES, MAX_OBJECT_BYTES, judge

HOUR = timedelta(hours=1)
CONDITIONS = (
    ["starts-with", "$Content-Type", "image/"],
    {"x-note": "a"},
    ["content-length-range", 5, 10],
)
FIELDS = {"Content-Type": "image/png", "x-note": "a"}


@pytest.fixture(params=SERVICES.values(), ids=SERVICES)
def service(request):
    return request.param


@pytest.fixture
def signed(service, now):
    """The fields of a form that is signed for the bucket "photos" and the key "user/1/a.png"."""

    def signed(fields=FIELDS, conditions=CONDITIONS, key="user/1/a.png", lifetime=HOUR):
        return service.sign(PRACTICE_KEYS, "photos", key, fields, conditions, now, lifetime)

    return signed


@pytest.fixture
def verdict(service, form, now):
    """Judge fields: None when they are taken, else the refusal."""

    def verdict(fields, size=7, at=now, bucket="photos", late=()):
        fields = {name: value for name, value in fields.items() if value is not None}
        try:
            judge(service, form(fields, size, late=late), bucket, PRACTICE_KEYS, {}, at)
        except StorageError as refusal:
            return refusal
        return None

    return verdict


def test_what_was_signed_is_taken_until_it_expires(signed, verdict, now):
    assert verdict(signed()) is None
    assert verdict(signed(), at=now + HOUR) is None
    refusal = verdict(signed(), at=now + HOUR + timedelta(seconds=1))
    assert (refusal.status, refusal.code) == (403, "AccessDenied")
    assert "expired" in refusal.message


@pytest.mark.parametrize("size", [5, 10])
def test_the_ends_of_a_range_of_sizes_are_in_it(signed, verdict, size):
    assert verdict(signed(), size=size) is None


@pytest.mark.parametrize(
    ("size", "code", "limit"),
    [
        (4, "EntityTooSmall", ("MinSizeAllowed", 5)),
        (0, "EntityTooSmall", ("MinSizeAllowed", 5)),
        (11, "EntityTooLarge", ("MaxSizeAllowed", 10)),
    ],
)
def test_a_size_outside_names_the_range(signed, verdict, size, code, limit):
    refusal = verdict(signed(), size=size)
    assert (refusal.status, refusal.code) == (400, code)
    assert refusal.details == (("ProposedSize", size), limit)
    for words in (refusal.en, refusal.zh):
        assert '["content-length-range", 5, 10]' in words


BROKEN = [
    ({"key": "user/2/a.png"}, ("eq", "key", "user/1/a.png"), 'is "user/2/a.png"'),
    ({"Content-Type": "text/html"}, ("starts-with", "Content-Type", "image/"), 'is "text/html"'),
    ({"Content-Type": None}, ("starts-with", "Content-Type", "image/"), "no field Content-Type"),
    ({"x-note": "b"}, ("eq", "x-note", "a"), 'is "b"'),
    ({"x-note": ""}, ("eq", "x-note", "a"), 'is ""'),
    ({"x-note": None}, ("eq", "x-note", "a"), "no field x-note"),
]


@pytest.mark.parametrize(("change", "condition", "found"), BROKEN)
def test_a_broken_condition_is_named(service, signed, verdict, change, condition, found):
    refusal = verdict(signed() | change)
    operation, name, value = condition
    written = f'["{operation}", "${name}", "{value}"]'
    told = f"Condition key {name} doesn't match the value {value}"
    expected = f"Invalid according to Policy: Policy Condition failed: {written}"
    assert refusal.message == (told if service.name == "cos" else expected)
    assert (refusal.status, refusal.code) == (403, "AccessDenied")
    assert found in refusal.en
    assert f'"{value}"' in refusal.en
    assert f"“{value}”" in refusal.zh


def test_another_bucket_breaks_the_condition_on_the_bucket(signed, verdict):
    assert "bucket" in verdict(signed(), bucket="other").message


def test_a_condition_without_its_sign_is_explained(signed, verdict):
    refusal = verdict(signed(conditions=[["eq", "x-note", "a"], *CONDITIONS]))
    assert refusal.en == "A condition names its field with a $, as in $x-note."
    assert "$x-note" in refusal.zh


@pytest.mark.parametrize("name", ["policy", "key", "x-note"])
def test_a_field_that_came_after_the_file_is_found_there(signed, verdict, name):
    refusal = verdict(signed() | {name: None}, late=[name])
    assert f"The field {name} came after the file" in refusal.en
    assert f"字段 {name} 排在文件之后" in refusal.zh


def test_what_came_after_the_file_needs_no_condition(signed, verdict):
    assert verdict(signed(), late=["anything"]) is None


def test_a_field_that_no_condition_speaks_of_is_extra_at_s3_only(service, signed, verdict):
    refusal = verdict(signed() | {"X-One": "1", "x-two": "2"})
    if service.name == "s3":
        message = "Invalid according to Policy: Extra input fields: x-one, x-two"
        assert (refusal.status, refusal.message) == (403, message)
        assert "x-one, x-two" in refusal.en
    else:
        assert refusal is None


def test_fields_named_x_ignore_need_no_condition(signed, verdict):
    assert verdict(signed() | {"X-Ignore-Me": "1"}) is None


def test_fields_given_to_the_signer_are_not_covered_by_themselves(service, signed, verdict):
    refusal = verdict(signed(conditions=()))
    assert (refusal is not None) == (service.name == "s3")
    assert refusal is None or "Extra input fields: content-type, x-note" in refusal.message


def test_any_other_policy_needs_another_signature(signed, verdict, encoded):
    free = encoded({"expiration": "2099-01-01T00:00:00Z", "conditions": []})
    refusal = verdict(signed() | {"policy": free})
    assert (refusal.status, refusal.code) == (403, "SignatureDoesNotMatch")


def test_the_signature_is_looked_at_before_the_policy_is_read(signed, verdict):
    for hostile in ("", "no policy", "\udc80", "é", "[" * 1000):
        assert verdict(signed() | {"policy": hostile}).code == "SignatureDoesNotMatch"


@pytest.mark.parametrize("given", ["", "0" * 40, "0" * 64, "é", "\udc80", "\x00"])
def test_a_wrong_signature_says_so(service, signed, verdict, given):
    field = {"s3": "x-amz-signature", "cos": "q-signature", "oss": "Signature"}[service.name]
    refusal = verdict(signed() | {field: given})
    assert (refusal.status, refusal.code) == (403, "SignatureDoesNotMatch")
    assert refusal.message == service.mismatch
    assert refusal.xml.encode()


def test_a_form_without_a_signature_is_denied(service, signed, verdict):
    refusal = verdict({"key": "a"})
    assert (refusal.status, refusal.code) == (403, "AccessDenied")
    refusal = verdict({"key": "a"}, late=["policy"])
    assert "The field policy came after the file" in refusal.en


def test_each_field_of_a_signature_is_needed(service, signed, verdict):
    given = {name.lower(): name for name in signed()}
    for name in service.signing:
        refusal = verdict(signed() | {given[name.lower()]: None})
        assert f"'{name}'" in refusal.message
        assert (refusal.status, refusal.code) == (400, "InvalidArgument")


@pytest.mark.parametrize(
    ("key", "code"),
    [("", "InvalidArgument"), ("a" * (MAX_KEY_BYTES + 1), "KeyTooLongError")],
)
def test_a_key_is_not_empty_and_not_endless(signed, verdict, key, code):
    refusal = verdict(signed() | {"key": key})
    assert (refusal.status, refusal.code) == (400, code)


def test_the_longest_key_is_taken(signed, verdict):
    key = "小" * (MAX_KEY_BYTES // 3)
    assert verdict(signed(key=key)) is None


def test_the_storage_has_a_limit_of_its_own(signed, verdict, part, form, service, now):
    conditions = CONDITIONS[:2]
    assert verdict(signed(conditions=conditions), size=MAX_OBJECT_BYTES) is None
    refusal = verdict(signed(conditions=conditions), size=MAX_OBJECT_BYTES + 1)
    assert refusal.code == "EntityTooLarge"
    assert "this practice storage" in refusal.en


def test_conditions_go_before_sizes(signed, verdict):
    refusal = verdict(signed() | {"x-note": "b"}, size=100)
    assert refusal.code == "AccessDenied"


def test_every_refusal_speaks_two_languages(signed, verdict):
    for change in ({"key": ""}, {"policy": "x"}, {"x-note": "b"}, {"policy": None}):
        refusal = verdict(signed() | change)
        assert refusal.en.endswith(".")
        assert refusal.zh.endswith("。")
