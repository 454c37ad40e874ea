"""OSS's signature, which is the one that S3 had before version 4: boto3 still makes that one."""

from datetime import timedelta

import boto3
import pytest
from botocore.config import Config

from wxlab.practice.storage.account import PRACTICE_KEYS
from wxlab.practice.storage.oss import OSS, signature
from wxlab.practice.storage.refusal import StorageError


def test_the_signature_is_that_of_boto3s_version_2():
    client = boto3.client(
        "s3",
        region_name="us-east-1",
        aws_access_key_id=PRACTICE_KEYS.access_key,
        aws_secret_access_key=PRACTICE_KEYS.secret_key,
        config=Config(signature_version="s3"),
    )
    fields = client.generate_presigned_post("photos", "user/小明/${filename}")["fields"]
    client.close()
    assert fields["signature"] == signature(PRACTICE_KEYS.secret_key, fields["policy"])


def test_a_form_has_the_names_of_oss(form, now):
    fields = OSS().sign(PRACTICE_KEYS, "b", "k", {"x": "1"}, [], now, timedelta(hours=1))
    assert list(fields) == ["x", "key", "OSSAccessKeyId", "policy", "Signature"]
    OSS().authenticate(form(fields), PRACTICE_KEYS, {}, now)


def test_another_access_key_is_not_known(form, now):
    fields = OSS().sign(PRACTICE_KEYS, "b", "k", {}, [], now, timedelta(hours=1))
    with pytest.raises(StorageError, match="OSS Access Key Id") as caught:
        OSS().authenticate(form(fields | {"OSSAccessKeyId": "é"}), PRACTICE_KEYS, {}, now)
    assert (caught.value.status, caught.value.code) == (403, "InvalidAccessKeyId")
