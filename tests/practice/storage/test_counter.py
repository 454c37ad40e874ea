"""The storage over HTTP: forms by wx.uploadFile, by curl, and by hand."""

import hashlib
from xml.etree import ElementTree

import pytest

from wxlab import practice
from wxlab.practice.storage.verdict import MAX_OBJECT_BYTES

SERVICES = ["s3", "cos", "oss"]


@pytest.fixture
def photo(tmp_path):
    """A file of any size, whose bytes tell where they belong."""

    def photo(size=3000, name="photo.jpg"):
        path = tmp_path / name
        path.write_bytes(practice.file_bytes(size))
        return path

    return photo


@pytest.fixture
def upload(wx, server, photo):
    """Sign, change what was signed, and upload."""

    def upload(service, key="a.jpg", path=None, name="file", change=None, **signing):
        post = server.storage.sign_post(service, "photos", key, **signing)
        fields = post["fields"] | (change or {})
        task = wx.uploadFile(url=post["url"], filePath=path or photo(), name=name, formData=fields)
        return task.wait(60)

    return upload


def error(body):
    """Code and message of an error, which is well-formed XML with both explanations."""
    root = ElementTree.fromstring(body)
    assert root.tag == "Error"
    assert [each.get("lang") for each in root.findall("Explanation")] == ["en", "zh"]
    return root.findtext("Code"), root.findtext("Message")


@pytest.mark.parametrize("service", SERVICES)
def test_a_signed_upload_is_kept_and_can_be_fetched(server, wx, upload, service):
    res = upload(service, key="user/小明/${filename}")
    assert (res.statusCode, res.data) == (204, "")
    location = server.url(f"/storage/{service}/photos/user/%E5%B0%8F%E6%98%8E/photo.jpg")
    assert res.header["Location"] == location
    fetched = wx.downloadFile(url=location).wait(30)
    assert fetched.statusCode == 200
    assert fetched.header["ETag"] == res.header["ETag"]
    with open(fetched.tempFilePath, "rb") as file:
        assert file.read() == practice.file_bytes(3000)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("wanted", "status"), [("200", 200), ("204", 204), ("404", 204), ("", 204)]
)
def test_the_form_chooses_its_status(upload, service, wanted, status):
    conditions = [["starts-with", "$success_action_status", ""]]
    fields = {"success_action_status": wanted}
    res = upload(service, fields=fields, conditions=conditions)
    assert (res.statusCode, res.data) == (status, "")


@pytest.mark.parametrize("service", SERVICES)
def test_201_comes_with_a_document(server, upload, service):
    fields = {"success_action_status": "201"}
    res = upload(service, key="a/b&c.jpg", fields=fields, conditions=[fields])
    assert (res.statusCode, res.header["Content-Type"]) == (201, "application/xml")
    root = ElementTree.fromstring(res.data)
    assert root.tag == "PostResponse"
    assert {each.tag: each.text for each in root} == {
        "Location": server.storage.url(service, "photos", "a/b&c.jpg"),
        "Bucket": "photos",
        "Key": "a/b&c.jpg",
        "ETag": f'"{hashlib.md5(practice.file_bytes(3000)).hexdigest()}"',
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_refusal_says_why_and_keeps_nothing(server, upload, service):
    res = upload(service, change={"key": "b.jpg"})
    assert (res.statusCode, res.errMsg) == (403, "uploadFile:ok")
    assert "key" in error(res.data)[1]
    assert 'The field key is "b.jpg"; the policy wants it to be exactly "a.jpg".' in res.data
    assert "字段 key 是 “b.jpg”；policy 要求它恰好是 “a.jpg”。" in res.data
    assert server.storage.objects == ()


@pytest.mark.parametrize("service", SERVICES)
def test_a_policy_that_was_signed_long_ago_has_expired(upload, service):
    assert "expired" in upload(service, now=1_700_000_000).data


def test_a_file_under_another_name_is_no_file(upload):
    res = upload("s3", name="photo")
    assert error(res.data) == (
        "InvalidArgument",
        "POST requires exactly one file upload per request.",
    )
    assert "a file called photo; say name: 'file'" in res.data


def test_the_content_type_of_the_form_is_that_of_the_object(server, upload, wx):
    kind = {"Content-Type": "text/html"}
    upload("s3", fields=kind, conditions=[kind])
    res = wx.downloadFile(url=server.storage.url("s3", "photos", "a.jpg")).wait(30)
    assert res.header["Content-Type"] == "text/html"
    assert res.header["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize("kind", ["text/html\r\nX: 1", "image/é", "a\x00b"])
def test_a_content_type_is_fit_for_a_header(upload, kind):
    res = upload("oss", fields={"Content-Type": kind})
    assert res.statusCode == 400
    assert error(res.data)[0] == "InvalidArgument"


def test_an_object_is_replaced_by_the_next_one(server, upload, photo):
    upload("cos")
    upload("cos", path=photo(5))
    (kept,) = server.storage.objects
    assert kept.data == practice.file_bytes(5)


@pytest.mark.parametrize("size", [0, 1024 * 1024 + 1, MAX_OBJECT_BYTES])
def test_files_of_any_size_are_kept_whole(server, upload, photo, size):
    assert upload("s3", path=photo(size)).statusCode == 204
    (kept,) = server.storage.objects
    assert kept.data == practice.file_bytes(size)


def test_a_file_over_the_limit_is_not_kept(server, upload, photo):
    res = upload("s3", path=photo(MAX_OBJECT_BYTES + 1))
    assert error(res.data)[0] == "EntityTooLarge"
    assert server.storage.objects == ()


def form(fields, boundary="B"):
    """A body with the fields in this order; `file` is one with a name."""
    lines = []
    for name, value in fields:
        filename = '; filename="a.txt"' if name == "file" else ""
        lines += [f"--{boundary}", f'Content-Disposition: form-data; name="{name}"{filename}']
        lines += ["", value]
    return "\r\n".join([*lines, f"--{boundary}--", ""]).encode()


@pytest.fixture
def post(ask):
    """Post a body by hand: the head and the body of the answer."""

    def post(path, body, kind="multipart/form-data; boundary=B", method="POST"):
        lines = [f"{method} {path} HTTP/1.1", "Host: h", "Connection: close"]
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}", "", ""]
        return ask("\r\n".join(lines).encode() + body)

    return post


def test_the_order_of_the_fields_is_what_matters(server, post):
    fields = server.storage.sign_post("s3", "photos", "a")["fields"]
    good = [*fields.items(), ("file", "abc")]
    assert post("/storage/s3/photos", form(good))[0].startswith("HTTP/1.1 204 ")
    for at in range(len(fields)):
        late = [*good[:at], good[-1], *good[at:-1]]
        head, body = post("/storage/s3/photos", form(late))
        assert not head.startswith("HTTP/1.1 204 ")
        assert b"came after the file" in body
    assert [each.data for each in server.storage.objects] == [b"abc"]


def test_curl_uploads_and_fetches(server, curl, photo):
    path = photo()
    signed = server.storage.sign_post("oss", "photos", "user/${filename}")
    words = ["--write-out", "%{http_code}"]
    for name, value in signed["fields"].items():
        words += ["--form-string", f"{name}={value}"]
    answer = curl(*words, "--form", f"file=@{path}", signed["url"])
    assert answer == b"204"
    assert curl(server.storage.url("oss", "photos", "user/photo.jpg")) == path.read_bytes()
    head = curl("--head", server.storage.url("oss", "photos", "user/photo.jpg"))
    assert b"Content-Length: 3000\r\n" in head


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=B"),
        (b"key=a", "application/x-www-form-urlencoded"),
        (form([("key", "a")])[:-6], "multipart/form-data; boundary=B"),
        (form([("key", "a"), ("file", "x")]), "multipart/form-data"),
    ],
)
def test_what_is_no_form_is_refused(post, body, kind):
    head, body = post("/storage/cos/photos", body, kind)
    assert head.startswith("HTTP/1.1 400 ")
    assert error(body)[0] == "MalformedPOSTRequest"


@pytest.mark.parametrize("service", SERVICES)
def test_hostile_forms_are_refused_without_a_traceback(server, post, service):
    fields = server.storage.sign_post(service, "photos", "a")["fields"]
    for hostile in ("", "\x00", "[" * 10_000, "é" * 9_000, "=" * 100, "x" * 30_000, "${filename}"):
        for name in fields:
            changed = fields | {name: hostile}
            body = form([*changed.items(), ("file", "x")])
            head, body = post(f"/storage/{service}/%00%FF%22", body)
            assert head.split(" ")[1] in ("400", "403"), (name, hostile[:10])
            error(body)
    assert [each.error for each in server.log if each.error] == []
    assert server.storage.objects == ()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/storage/s3/photos", "405", "MethodNotAllowed"),
        ("PUT", "/storage/s3/photos", "405", "MethodNotAllowed"),
        ("POST", "/storage/s3/photos/a", "405", "MethodNotAllowed"),
        ("DELETE", "/storage/s3/photos/a", "405", "MethodNotAllowed"),
        ("GET", "/storage/s3/photos/none/%00%3C", "404", "NoSuchKey"),
        ("GET", "/storage/gcs/photos/a", "404", "NoSuchBucket"),
    ],
)
def test_what_cannot_be_asked_is_said_in_xml(post, method, path, status, code):
    head, body = post(path, form([("key", "a"), ("file", "x")]), method=method)
    assert head.split(" ")[1] == status
    assert error(body)[0] == code


def test_a_service_that_there_is_not_has_no_buckets(post):
    head, body = post("/storage/gcs/photos", form([("key", "a"), ("file", "x")]))
    assert head.startswith("HTTP/1.1 404 ")
    assert b"speaks like s3, cos, oss, and not like gcs" in body
