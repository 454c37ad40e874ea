import hashlib

from wxlab.practice.storage import objects as module
from wxlab.practice.storage.objects import MAX_OBJECTS, Objects, StoredObject


def stored(key, data=b"", bucket="b", service="s3"):
    return StoredObject(service, bucket, key, "text/plain", data)


def test_an_object_is_found_by_service_bucket_and_key():
    objects = Objects()
    objects.put(stored("a", b"1"))
    assert objects.get("s3", "b", "a").data == b"1"
    for place in (("cos", "b", "a"), ("s3", "c", "a"), ("s3", "b", "A")):
        assert objects.get(*place) is None


def test_an_object_takes_the_place_of_the_one_before_it():
    objects = Objects()
    objects.put(stored("a", b"1"))
    objects.put(stored("b"))
    objects.put(stored("a", b"22"))
    assert [(each.key, each.data) for each in objects.snapshot()] == [("b", b""), ("a", b"22")]


def test_the_oldest_make_room():
    objects = Objects()
    for number in range(MAX_OBJECTS + 2):
        objects.put(stored(str(number)))
    kept = objects.snapshot()
    assert (len(kept), kept[0].key, kept[-1].key) == (MAX_OBJECTS, "2", str(MAX_OBJECTS + 1))


def test_bytes_are_bounded_too(monkeypatch):
    monkeypatch.setattr(module, "MAX_KEPT_BYTES", 10)
    objects = Objects()
    for key in "abca":
        objects.put(stored(key, bytes(4)))
    assert [each.key for each in objects.snapshot()] == ["c", "a"]
    objects.put(stored("large", bytes(11)))
    assert objects.snapshot() == ()
    objects.put(stored("ten", bytes(10)))
    assert [each.key for each in objects.snapshot()] == ["ten"]


def test_an_object_knows_its_digest_and_shows_no_data():
    each = stored("a/b", b"abc")
    assert each.etag == f'"{hashlib.md5(b"abc").hexdigest()}"'
    assert repr(each) == "<object s3/b/a/b text/plain: 3 bytes>"
