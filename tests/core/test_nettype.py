import pytest

from wxlab.core.nettype import DEFAULTS, THRESHOLDS, NetType, clamped_kbps, nettype_of


def test_the_numbers_and_the_labels_are_the_platforms():
    labels = ["unknown", "offline", "slow 2g", "2g", "3g", "4g", "last"]
    assert [NetType(number).label for number in range(7)] == labels


def test_a_kind_of_network_is_a_plain_number_too():
    assert NetType.TYPE_4G == 5


@pytest.mark.parametrize(
    ("http_ms", "nettype"),
    [
        (2010, NetType.SLOW_2G),
        (2009, NetType.TYPE_2G),
        (1420, NetType.TYPE_2G),
        (1419, NetType.TYPE_3G),
        (272, NetType.TYPE_3G),
        (271, NetType.TYPE_4G),
        (0, NetType.TYPE_4G),
        (None, NetType.UNKNOWN),
    ],
)
def test_a_threshold_belongs_to_the_slower_kind(http_ms, nettype):
    assert nettype_of(http_ms) is nettype


def test_thresholds_stand_from_the_slowest_to_the_fastest():
    assert list(THRESHOLDS.values()) == sorted(THRESHOLDS.values(), reverse=True)


def test_a_longer_round_trip_never_makes_a_network_look_faster():
    kinds = [nettype_of(http_ms) for http_ms in range(0, 2500, 7)]
    assert kinds == sorted(kinds, reverse=True)


@pytest.mark.parametrize(
    ("nettype", "highest"),
    [(NetType.SLOW_2G, 140), (NetType.TYPE_2G, 262), (NetType.TYPE_3G, 1400)],
)
def test_a_slow_kind_is_not_believed_to_be_fast(nettype, highest):
    assert clamped_kbps(2**31 - 1, nettype) == highest
    assert clamped_kbps(highest, nettype) == highest
    assert clamped_kbps(highest - 1, nettype) == highest - 1


@pytest.mark.parametrize("nettype", [NetType.UNKNOWN, NetType.OFFLINE, NetType.TYPE_4G])
def test_no_other_kind_is_clamped(nettype):
    assert clamped_kbps(2**31 - 1, nettype) == 2**31 - 1


@pytest.mark.parametrize(
    ("connection", "figures"),
    [
        ("unknown", (115, 55, 1961)),
        ("ethernet", (90, 33, 1456)),
        ("wifi", (116, 66, 2658)),
        ("2g", (1726, 1531, 74)),
        ("3g", (273, 209, 749)),
        ("4g", (137, 80, 1708)),
        ("5g", None),
        ("none", (163, 83, 575)),
        ("bluetooth", (385, 318, 476)),
    ],
)
def test_chromium_believes_this_of_a_type_of_connection(connection, figures):
    assert DEFAULTS[connection] == figures


def test_there_are_nine_types_of_connection():
    assert len(DEFAULTS) == 9
