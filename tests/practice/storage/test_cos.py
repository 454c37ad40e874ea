"""COS's two signatures, against Tencent's own example and against its mini-program SDK."""

import json
import warnings
from datetime import timedelta

import pytest

from wxlab.practice.storage.account import PRACTICE_KEYS
from wxlab.practice.storage.cos import COS, request_signature, signature
from wxlab.practice.storage.policy import read
from wxlab.practice.storage.refusal import StorageError
from wxlab.practice.storage.verdict import judge

# "Signature protection use cases" of POST Object in Tencent's documentation.
EXAMPLE_POLICY = """{
    "expiration": "2019-08-30T09:38:12.414Z",
    "conditions": [
        { "acl": "default" },
        { "bucket": "examplebucket-1250000000" },
        [ "starts-with", "$key", "folder/subfolder/" ],
        [ "starts-with", "$Content-Type", "image/" ],
        [ "starts-with", "$success_action_redirect", "https://my.website/" ],
        [ "eq", "$x-cos-server-side-encryption", "AES256" ],
        { "q-sign-algorithm": "sha1" },
        { "q-ak": "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q" },
        { "q-sign-time": "1567150692;1567157892" }
    ]
}"""
EXAMPLE_SECRET = "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz"
EXAMPLE_TIME = "1567150692;1567157892"
EXAMPLE_SIGNATURE = "7758dc9a832e9d301dca704cacbf9d9f8172fdef"

# The SDK runs in a mini-program; here uploadFile only tells what it was asked to do.
POST_OBJECT = """
const {options, upload} = JSON.parse(require("fs").readFileSync(0, "utf8"));
globalThis.window = globalThis;
globalThis.wx = {
  getFileSystemManager: () => ({}),
  canIUse: () => false,
  uploadFile(asked) {
    console.log(JSON.stringify(asked));
    return {onProgressUpdate() {}, abort() {}};
  },
};
const COS = require("cos-wx-sdk-v5");
new COS(options).postObject(upload, () => {});
"""
GET_AUTHORIZATION = """
const sent = JSON.parse(require("fs").readFileSync(0, "utf8"));
globalThis.window = globalThis;
globalThis.wx = {getFileSystemManager: () => ({}), canIUse: () => false};
console.log(require("cos-wx-sdk-v5").getAuthorization(sent));
"""


@pytest.fixture
def asked(node, server):
    """The options of wx.uploadFile that the SDK comes to, for our server."""

    def asked(photo, secret_key=None, **upload):
        options = {
            "SecretId": server.storage.access_key,
            "SecretKey": secret_key or server.storage.secret_key,
            "Domain": server.url("/"),
        }
        upload = {"Bucket": "photos-1250000000", "Region": "ap-guangzhou", **upload}
        upload["FilePath"] = str(photo)
        made = json.loads(node(POST_OBJECT, {"options": options, "upload": upload}))
        assert made.pop("method") == "POST"
        # A bucket has a host of its own at Tencent, and a path here.
        return made | {"url": server.storage.url("cos", upload["Bucket"])}

    return asked


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"x" * 2_000)
    return path


@pytest.fixture
def sent(wx):
    """Upload, whatever wxlab has to say on the options."""

    def sent(options):
        with warnings.catch_warnings(action="ignore"):
            return wx.uploadFile(options).wait(30)

    return sent


def test_tencents_own_example(encoded):
    policy = encoded(EXAMPLE_POLICY)
    assert signature(EXAMPLE_SECRET, EXAMPLE_TIME, policy) == EXAMPLE_SIGNATURE
    assert {*COS.required} <= read(policy).names


@pytest.mark.parametrize(
    "headers", [{"host": "a.example:80"}, {"host": "h", "x-cos-meta-a": "b c*é"}]
)
def test_requests_are_signed_as_the_sdk_signs_them(node, headers):
    given = {"SecretId": "id", "SecretKey": "secret", "Method": "post", "KeyTime": "1;2"}
    said = node(GET_AUTHORIZATION, given | {"Headers": headers})
    assert said.endswith(f"&q-signature={request_signature('secret', '1;2', '1;2', headers)}")


@pytest.mark.parametrize("more", [{}, {"x-cos-meta-note": "a b*", "ContentType": "image/jpeg"}])
def test_what_the_sdk_sends_is_taken_and_kept(server, asked, sent, photo, more):
    res = sent(asked(photo, Key="user/42/小明 (1).jpg", **more))
    assert (res.statusCode, res.data) == (200, "")
    (kept,) = server.storage.objects
    assert (kept.bucket, kept.key) == ("photos-1250000000", "user/42/小明 (1).jpg")
    assert kept.data == photo.read_bytes()


def test_the_sdk_with_a_wrong_secret_is_refused(server, asked, sent, photo):
    res = sent(asked(photo, secret_key="another", Key="a"))
    assert res.statusCode == 403
    assert "The Signature you specified is invalid." in res.data
    assert server.storage.objects == ()


def test_a_request_that_was_signed_for_another_host_is_refused(server, asked, sent, photo):
    options = asked(photo, Key="a")
    host = options["url"].replace("127.0.0.1", "localhost")
    assert sent(options | {"url": host}).statusCode == 403
    assert sent(options).statusCode == 200


def authorization(now, **change):
    begin = int(now.timestamp())
    said = {
        "q-sign-algorithm": "sha1",
        "q-ak": PRACTICE_KEYS.access_key,
        "q-sign-time": f"{begin};{begin + 60}",
        "q-key-time": f"{begin};{begin + 60}",
        "q-header-list": "host",
        "q-url-param-list": "",
    }
    said |= change
    times = said["q-key-time"], said["q-sign-time"]
    right = request_signature(PRACTICE_KEYS.secret_key, *times, {"host": "h"})
    return "&".join(f"{name}={value}" for name, value in (said | {"q-signature": right}).items())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"q-ak": "other"}, "InvalidAccessKeyId"),
        ({"q-sign-algorithm": "md5"}, "SignatureDoesNotMatch"),
        ({"q-header-list": ""}, "SignatureDoesNotMatch"),
        ({"q-header-list": "host;date"}, "SignatureDoesNotMatch"),
        ({"q-key-time": "1;2"}, "AccessDenied"),
        ({"q-sign-time": "1;2"}, "AccessDenied"),
        ({"q-key-time": ""}, "AccessDenied"),
        ({"q-key-time": "9;9999999999999"}, "AccessDenied"),
    ],
)
def test_what_a_request_says_of_its_signature_has_to_be_right(form, now, change, code):
    headers = {"host": "h"}
    good = form({"key": "a", "Signature": authorization(now)})
    COS().authenticate(good, PRACTICE_KEYS, headers, now)
    wrong = form({"key": "a", "Signature": authorization(now, **change)})
    with pytest.raises(StorageError) as caught:
        COS().authenticate(wrong, PRACTICE_KEYS, headers, now)
    assert (caught.value.status, caught.value.code) == (403, code)


@pytest.mark.parametrize("text", ["", "=", "&&", "q-ak", "é=é", "a=b=c", "q-ak=\x00"])
def test_a_signature_of_any_text_is_wrong_and_no_more(form, now, text):
    with pytest.raises(StorageError) as caught:
        COS().authenticate(form({"key": "a", "Signature": text}), PRACTICE_KEYS, {}, now)
    assert caught.value.status == 403


@pytest.fixture
def refusal(form, encoded, now):
    """What is said of a form with a policy of these conditions, some minutes after it was signed.

    The policy holds for half an hour, the key that signs it for an hour.
    """

    def refusal(conditions, minutes=0, **change):
        fields = COS().sign(PRACTICE_KEYS, "b", "k", {}, [], now, timedelta(hours=1)) | change
        policy = encoded({"expiration": "2030-01-01T12:30:00Z", "conditions": conditions})
        fields["policy"] = policy
        fields["q-signature"] = signature(PRACTICE_KEYS.secret_key, fields["q-key-time"], policy)
        at = now + timedelta(minutes=minutes)
        with pytest.raises(StorageError) as caught:
            judge(COS(), form(fields), "b", PRACTICE_KEYS, {}, at)
        return caught.value

    return refusal


@pytest.mark.parametrize("name", COS.required)
def test_a_policy_has_to_name_what_signs_it(refusal, name):
    conditions = [["starts-with", f"${each}", ""] for each in COS.required if each != name]
    found = refusal(conditions)
    assert (found.status, found.code) == (400, "InvalidPolicyDocument")
    assert name in found.message


def test_the_time_has_two_names(refusal):
    found = refusal([{"q-sign-time": "1;2"}])
    assert found.message == "Condition key q-sign-time doesn't match the value 1;2"


def test_a_policy_that_is_over_says_since_when(refusal):
    assert refusal([], minutes=45).message == (
        "You post object request has been expired,"
        " expiration time: 1893501000 but the time now : 1893501900"
    )


def test_a_key_that_is_over_or_has_not_begun_signs_nothing(refusal):
    for minutes in (-1, 61):
        assert refusal([], minutes=minutes).message == "Request has expired"


def test_another_algorithm_is_not_known(refusal):
    assert refusal([], **{"q-sign-algorithm": "sha256"}).code == "SignatureDoesNotMatch"
