import pytest

from wxlab.core.nettype import DEFAULTS, THRESHOLDS, TYPICAL, NetType, clamped_kbps, nettype_of


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


@pytest.mark.parametrize("nettype", TYPICAL)
def test_what_is_typical_of_a_kind_is_taken_for_that_kind(nettype):
    assert nettype_of(TYPICAL[nettype].http_ms) is nettype


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


def test_nothing_is_believed_of_5g():
    assert [name for name, figures in DEFAULTS.items() if figures is None] == ["5g"]
