"""S3's signature, against Amazon's own example and against boto3."""

import base64
import json
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.config import Config

from wxlab.practice.storage.account import PRACTICE_KEYS
from wxlab.practice.storage.refusal import StorageError
from wxlab.practice.storage.s3 import S3, signature
from wxlab.practice.storage.service import Keys

# "Example: Browser-Based Upload using HTTP POST (Using AWS Signature Version 4)" in Amazon's
# documentation: the policy with its blank lines, and what comes of it.
EXAMPLE_POLICY = """{ "expiration": "2015-12-30T12:00:00.000Z",
  "conditions": [
    {"bucket": "sigv4examplebucket"},
    ["starts-with", "$key", "user/user1/"],
    {"acl": "public-read"},
    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},
    ["starts-with", "$Content-Type", "image/"],
    {"x-amz-meta-uuid": "14365123651274"},
    {"x-amz-server-side-encryption": "AES256"},
    ["starts-with", "$x-amz-meta-tag", ""],

    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},
    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
    {"x-amz-date": "20151229T000000Z" }
  ]
}"""
EXAMPLE_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
EXAMPLE_SIGNATURE = "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e"
CONDITIONS = [["starts-with", "$Content-Type", "image/"], ["content-length-range", 1, 100_000]]


@pytest.fixture
def presigned():
    """What boto3 gives a server that lets somebody upload."""

    def presigned(url, key, **options):
        client = boto3.client(
            "s3",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id=PRACTICE_KEYS.access_key,
            aws_secret_access_key=PRACTICE_KEYS.secret_key,
            config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
        )
        try:
            return client.generate_presigned_post("photos", key, **options)
        finally:
            client.close()

    return presigned


def test_amazons_own_example():
    policy = base64.b64encode(EXAMPLE_POLICY.replace("\n", "\r\n").encode()).decode()
    assert signature(EXAMPLE_SECRET, "20151229", "us-east-1", policy) == EXAMPLE_SIGNATURE


@pytest.mark.parametrize("key", ["user/42/photo.jpg", "user/小明/${filename}"])
def test_the_signer_signs_as_boto3_does_at_the_same_moment(server, presigned, key):
    fields = {"Content-Type": "image/jpeg", "success_action_status": "201"}
    options = {
        "Fields": dict(fields),
        "Conditions": [*CONDITIONS, {"success_action_status": "201"}],
    }
    theirs = presigned(server.url("/storage/s3"), key, **options)
    # boto3 asks the clock twice: for the policy's end, and for the date of the signature.
    signed = moment(theirs["fields"]["x-amz-date"], "%Y%m%dT%H%M%SZ")
    document = json.loads(base64.b64decode(theirs["fields"]["policy"]))
    lifetime = moment(document["expiration"], "%Y-%m-%dT%H:%M:%SZ") - signed
    ours = server.storage.sign_post(
        *("s3", "photos", key),
        fields=fields,
        conditions=[*CONDITIONS, {"success_action_status": "201"}],
        expires_in=lifetime.total_seconds(),
        now=signed.timestamp(),
    )
    assert ours == theirs
    assert list(ours["fields"]) == list(theirs["fields"])


def moment(text, form):
    return datetime.strptime(text, form).replace(tzinfo=UTC)


def test_what_boto3_signs_is_taken_and_kept(server, wx, presigned, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8" * 700)
    options = {"Fields": {"Content-Type": "image/jpeg"}, "Conditions": CONDITIONS}
    post = presigned(server.url("/storage/s3"), "user/42/${filename}", **options)
    upload = {"url": post["url"], "filePath": photo, "name": "file", "formData": post["fields"]}
    assert wx.uploadFile(upload).wait(30).statusCode == 204
    (kept,) = server.storage.objects
    assert (kept.key, kept.content_type) == ("user/42/photo.jpg", "image/jpeg")
    assert kept.data == photo.read_bytes()
    broken = upload | {"formData": post["fields"] | {"key": "user/7/photo.jpg"}}
    res = wx.uploadFile(broken).wait(30)
    assert res.statusCode == 403
    assert 'Policy Condition failed: ["starts-with", "$key", "user/42/"]' in res.data


def test_boto3_fetches_what_was_uploaded(server, wx, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"abc")
    post = server.storage.sign_post("s3", "photos", "a b/小明.jpg")
    wx.uploadFile(url=post["url"], filePath=photo, name="file", formData=post["fields"]).wait(30)
    client = boto3.client(
        "s3",
        endpoint_url=server.url("/storage/s3"),
        region_name="us-east-1",
        aws_access_key_id=server.storage.access_key,
        aws_secret_access_key=server.storage.secret_key,
    )
    try:
        answer = client.get_object(Bucket="photos", Key="a b/小明.jpg")
        with answer["Body"] as body:
            assert body.read() == b"abc"
        with pytest.raises(client.exceptions.NoSuchKey):
            client.get_object(Bucket="photos", Key="other")
    finally:
        client.close()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"x-amz-algorithm": "AWS4-HMAC-SHA1"}, "AuthorizationQueryParametersError"),
        (
            {"x-amz-credential": "key/20300101/us-east-1/aws4_request"},
            "AuthorizationQueryParameters",
        ),
        ({"x-amz-credential": "key/20300101/r/ec2/aws4_request"}, "AuthorizationQueryParameters"),
        ({"x-amz-credential": "key/20300102/r/s3/aws4_request"}, "AuthorizationQueryParameters"),
        ({"x-amz-credential": ""}, "AuthorizationQueryParametersError"),
        ({"x-amz-credential": "other/20300101/us-east-1/s3/aws4_request"}, "InvalidAccessKeyId"),
        ({"x-amz-date": "20300102T000000Z"}, "AuthorizationQueryParametersError"),
    ],
)
def test_what_is_said_of_the_signature_has_to_be_right(form, now, change, code):
    fields = S3().sign(PRACTICE_KEYS, "b", "k", {}, [], now, timedelta(hours=1))
    with pytest.raises(StorageError) as caught:
        S3().authenticate(form(fields | change), PRACTICE_KEYS, {}, now)
    assert caught.value.code.startswith(code)


def test_any_region_will_do_and_a_key_may_have_slashes(form, now):
    keys = Keys("a/b", "secret")
    fields = S3().sign(keys, "b", "k", {}, [], now, timedelta(hours=1))
    fields["x-amz-credential"] = "a/b/20300101/cn-north-1/s3/aws4_request"
    fields["x-amz-signature"] = signature("secret", "20300101", "cn-north-1", fields["policy"])
    S3().authenticate(form(fields), keys, {}, now)
