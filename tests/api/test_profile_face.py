"""``res.profile`` as its reader has it: a mapping of fields that can also explain itself."""

import copy
import json
import pickle

import pytest

from wxlab import Wx, practice
from wxlab.api.profile import Profile
from wxlab.core.nettype import NetType
from wxlab.core.timing import Estimates, HopMarks, Marks
from wxlab.spec import table

FIELDS = [row.name for row in table("downloadFile.success.profile").rows]


@pytest.fixture(scope="module")
def server():
    with practice.serve() as running:
        yield running


@pytest.fixture(scope="module")
def tls_server():
    with practice.serve(tls=True) as running:
        yield running


@pytest.fixture(scope="module")
def wx(tls_server):
    with Wx(ssl_context=tls_server.ssl_context) as made:
        yield made


@pytest.fixture(scope="module")
def profile(wx, server):
    return wx.downloadFile(url=server.url("/file/1000")).wait(30).profile


def test_it_is_a_mapping_of_exactly_the_rows_in_their_order(profile):
    assert type(profile) is Profile
    assert list(profile) == FIELDS
    assert all(getattr(profile, name) == profile[name] for name in FIELDS)


def test_the_class_names_the_fields_for_readers_and_type_checkers():
    assert list(Profile.__annotations__) == FIELDS


@pytest.mark.parametrize(
    ("devices", "specification"),
    [
        ("domainLookUpStart", "domainLookupStart"),
        ("domainLookUpEnd", "domainLookupEnd"),
    ],
)
def test_the_spelling_of_phones_reads_too_but_is_no_key(profile, devices, specification):
    assert getattr(profile, devices) == profile[specification]
    assert devices not in profile
    assert devices not in dict(profile)
    assert profile.explain(devices) == profile.explain(specification)


def test_the_kind_of_network_is_a_number_with_a_label(profile):
    kind = profile.estimate_nettype
    assert isinstance(kind, NetType)
    assert kind == 5
    assert kind.label == "4g"
    assert json.loads(json.dumps(profile))["estimate_nettype"] == 5


@pytest.mark.parametrize(("number", "label"), [(0, "unknown"), (2, "slow 2g"), (4, "3g")])
def test_a_number_says_which_kind_of_network_it_is(number, label):
    marks = Marks(hops=[HopMarks()], estimates=Estimates(nettype=NetType(number)))
    assert Profile.of(marks, FIELDS).estimate_nettype.label == label


def test_before_anything_is_known_the_kind_of_network_is_unknown():
    assert Profile.of(Marks(hops=[HopMarks()]), FIELDS).estimate_nettype is NetType.UNKNOWN


def test_it_compares_and_prints_as_the_dict_that_it_is(profile):
    assert profile == dict(profile)
    assert json.loads(json.dumps(profile)) == profile
    assert "connectStart: " in repr(profile)
    assert "HopMarks" not in repr(profile)


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda profile: pickle.loads(pickle.dumps(profile))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_copy_is_the_same_and_can_explain_itself_too(profile, copied):
    again = copied(profile)
    assert type(again) is Profile
    assert (again, list(again)) == (profile, list(profile))
    assert again.explain("connectEnd") == profile.explain("connectEnd")
    assert again.har_timings() == profile.har_timings()


def test_it_cannot_be_changed(profile):
    with pytest.raises(TypeError):
        profile["rtt"] = 1
    with pytest.raises(TypeError):
        profile.rtt = 1
    with pytest.raises(TypeError):
        profile._marks = None


def test_a_field_that_is_not_there_is_named_with_those_that_are(profile):
    with pytest.raises(AttributeError, match="there is no 'connectedAt' here; there is redirect"):
        _ = profile.connectedAt


def test_the_phases_add_up_to_the_time_it_took(tls_server):
    with Wx(ssl_context=tls_server.ssl_context) as wx:
        profile = wx.downloadFile(url=tls_server.url("/slow/50")).wait(30).profile
    phases = profile.har_timings()
    assert [*phases] == ["blocked", "dns", "connect", "ssl", "send", "wait", "receive"]
    total = sum(taken for name, taken in phases.items() if name != "ssl" and taken >= 0)
    assert total == pytest.approx(profile.responseEnd - profile.queueStart, abs=1.01)
    assert phases["connect"] >= phases["ssl"] > 0
    # Not "wait" alone: a busy machine may note late that the request was sent.
    assert phases["send"] + phases["wait"] >= 50
    assert phases["dns"] == -1


def test_after_a_redirect_the_phases_are_those_of_the_last_request(wx, server):
    profile = wx.downloadFile(url=server.url("/redirect/1?to=/slow/50")).wait(30).profile
    total = sum(taken for taken in profile.har_timings().values() if taken >= 0)
    assert total == pytest.approx(profile.responseEnd - profile.fetchStart, abs=1.01)


TRANSFERS = [
    ("connectStart", "/headers", "The connection was reused", "连接是复用的"),
    ("domainLookupStart", "/headers", "The connection was reused", "连接是复用的"),
    ("SSLconnectionStart", "/headers", "The URL is http", "没有使用 TLS"),
    ("redirectStart", "/redirect/2", "redirects within 127.0.0.1: 2", "共重定向 2 次"),
    ("receivedBytedCount", "/file/9000?gzip", "unpacked it has 9000 bytes", "解压后为 9000 字节"),
    ("receivedBytedCount", "/file/9000?chunked", "9000 bytes of body, and the lines", "各分块"),
    ("peerIP", "/headers", "stands in the URL", "网址里写的"),
]


@pytest.mark.parametrize(("field", "path", "en", "zh"), TRANSFERS)
def test_a_field_explains_itself_from_this_very_transfer(wx, server, profile, field, path, en, zh):
    explained = wx.downloadFile(url=server.url(path)).wait(30).profile.explain
    assert en in explained(field, lang="en")
    assert zh in explained(field, lang="zh")
    assert explained(field) == f"{explained(field, 'en')}\n{explained(field, 'zh')}"


def test_every_field_of_an_upload_over_tls_explains_itself(wx, tls_server, tmp_path):
    (tmp_path / "a.bin").write_bytes(b"x" * 5_000)
    url = tls_server.url("/upload").replace("127.0.0.1", "localhost")
    task = wx.uploadFile(url=url, filePath=tmp_path / "a.bin", name="file")
    profile = task.wait(30).profile
    for field in profile:
        en, zh = profile.explain(field).split("\n")
        assert en.endswith(".")
        assert zh.endswith("。")
    assert "address of localhost was not known" in profile.explain("domainLookupStart", "en")
    assert "of that were TLS" in profile.explain("connectEnd", "en")
    assert "bytes of body" in profile.explain("sendBytesCount", "en")


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [("connectstart", "did you mean connectStart"), ("speed", "the profile has no field 'speed'")],
)
def test_an_unknown_field_is_an_error_that_helps(profile, wrong, hint):
    with pytest.raises(KeyError, match=hint):
        profile.explain(wrong)


def test_a_field_that_the_base_library_is_too_old_for_is_not_explained(server):
    with Wx(base_library="3.8.9") as old:
        profile = old.downloadFile(url=server.url("/headers")).wait(30).profile
    assert list(profile) == [
        name for name in FIELDS if "queue" not in name and "invoke" not in name
    ]
    with pytest.raises(KeyError, match="no field 'queueEnd'"):
        profile.explain("queueEnd")


@pytest.mark.parametrize("lang", ["fr", "", None])
def test_an_unknown_language_is_an_error_that_names_the_known_ones(profile, lang):
    with pytest.raises(ValueError, match='"zh", "en" or "both"'):
        profile.explain("rtt", lang=lang)
