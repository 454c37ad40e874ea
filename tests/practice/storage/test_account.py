import base64
import json

import pytest

from wxlab import practice


def policy_of(post):
    return json.loads(base64.b64decode(post["fields"]["policy"]))


def test_every_server_has_the_same_keys_and_objects_of_its_own(server):
    with practice.serve() as other:
        assert server.storage.access_key == other.storage.access_key
        assert server.storage.secret_key == other.storage.secret_key
        assert server.storage.objects == other.storage.objects == ()
        assert server.storage.kept is not other.storage.kept


@pytest.mark.parametrize(
    ("service", "names"),
    [
        ("s3", ["x-amz-algorithm", "x-amz-credential", "x-amz-date", "policy", "x-amz-signature"]),
        ("cos", ["q-sign-algorithm", "q-ak", "q-key-time", "policy", "q-signature"]),
        ("oss", ["OSSAccessKeyId", "policy", "Signature"]),
    ],
)
def test_what_is_signed_is_ready_for_an_upload(server, service, names):
    post = server.storage.sign_post(service, "photos", "a", fields={"acl": "private"})
    assert post["url"] == server.url(f"/storage/{service}/photos")
    assert list(post["fields"]) == ["acl", "key", *names]
    assert {type(value) for value in post["fields"].values()} == {str}
    assert server.storage.secret_key not in json.dumps(post)


@pytest.mark.parametrize("service", ["s3", "cos", "oss"])
def test_a_policy_holds_from_now_for_as_long_as_it_should(server, service):
    post = server.storage.sign_post(service, "b", "k", now=1_893_499_200, expires_in=90)
    assert policy_of(post)["expiration"] == "2030-01-01T12:01:30Z"
    assert policy_of(post)["conditions"][:2] == [{"bucket": "b"}, {"key": "k"}]


def test_the_same_moment_has_the_same_signature(server):
    posts = [server.storage.sign_post("cos", "b", "k", now=1_893_499_200.5) for _ in range(2)]
    assert posts[0] == posts[1]
    assert posts[0]["fields"]["q-key-time"] == "1893499200;1893502800"


def test_a_key_that_ends_in_filename_may_end_in_anything(server):
    post = server.storage.sign_post("oss", "b", "user/${filename}")
    assert ["starts-with", "$key", "user/"] in policy_of(post)["conditions"]


def test_addresses_have_no_characters_that_mean_something_else(server):
    post = server.storage.sign_post("s3", "a/b?c", "k")
    assert post["url"] == server.url("/storage/s3/a%2Fb%3Fc")
    assert server.storage.url("s3", "b", "x/小 #").endswith("/storage/s3/b/x/%E5%B0%8F%20%23")


def test_a_service_that_there_is_not_is_named(server):
    with pytest.raises(ValueError, match="no service 'gcs'; there are s3, cos, oss"):
        server.storage.sign_post("gcs", "b", "k")
