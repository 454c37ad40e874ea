import pytest

from wxlab.core.nettype import DEFAULTS, NetType
from wxlab.core.observations import Category, Source
from wxlab.core.quality import Estimator
from wxlab.core.timing import Estimates

MS = 1000
SECOND = 1_000_000
NOTHING_BELIEVED = "5g"
UNKNOWN = Estimates(NetType.UNKNOWN, -1, -1, -1)


def settled(connection_type=NOTHING_BELIEVED, **how):
    """An estimator whose last computation, at 0, came after its network's beginning."""
    estimator = Estimator(-1, connection_type, **how)
    estimator.compute(0)
    return estimator


def got(estimator, rtt_us, at=0, key="request", **how):
    """One request is answered after so long."""
    estimator.request_started(key, at, **how)
    estimator.headers_received(key, at, at + rtt_us)
    estimator.request_ended(key, at + rtt_us)


def held(estimator):
    return tuple(len(estimator.rtts[category]) for category in Category)


# What it says before and without samples.


def test_a_new_estimator_says_what_phones_say():
    assert Estimator(0).estimates == Estimates(NetType.TYPE_4G, 115, 55, 1961)


@pytest.mark.parametrize("name", [name for name in DEFAULTS if name not in ("none", "5g")])
def test_a_type_of_connection_starts_with_its_defaults(name):
    estimates = Estimator(0, name).estimates
    told = (estimates.http_rtt_ms, estimates.transport_rtt_ms, estimates.downstream_kbps)
    assert told == DEFAULTS[name]


def test_where_nothing_is_believed_nothing_is_said():
    assert Estimator(0, NOTHING_BELIEVED).estimates == UNKNOWN


def test_without_a_connection_it_is_offline_whatever_is_measured():
    estimator = Estimator(0, "none")
    estimator.add_rtt(50, Source.HTTP, 1)
    assert estimator.estimates == Estimates(NetType.OFFLINE, -1, -1, -1)


def test_an_unheard_of_connection_changes_nothing():
    estimator = Estimator(0)
    with pytest.raises(KeyError):
        estimator.connection_changed("carrier pigeon", 1)
    assert estimator.estimates.http_rtt_ms == 115


# The HTTP round trip.


def test_an_answered_get_is_a_sample_in_whole_milliseconds():
    estimator = settled()
    got(estimator, 49_999)
    assert estimator.estimates == Estimates(NetType.TYPE_4G, 49, -1, -1)


def test_the_time_before_sending_does_not_count():
    estimator = settled()
    estimator.request_started("request", 0)
    estimator.headers_received("request", 200 * MS, 230 * MS)
    assert estimator.estimates.http_rtt_ms == 30


def test_every_hop_of_a_redirect_is_a_sample():
    estimator = settled()
    for at in (0, 100 * MS):
        estimator.request_started("request", at)
        estimator.headers_received("request", at, at + 40 * MS)
    assert held(estimator) == (2, 0, 0)


def test_less_than_a_millisecond_is_cut_to_nothing():
    estimator = settled()
    got(estimator, 1)
    assert estimator.estimates == Estimates(NetType.TYPE_4G, 0, -1, -1)


def test_headers_show_that_a_download_lives():
    estimator = settled("unknown")
    estimator.request_started("request", 0)
    estimator.headers_received("request", 0, 2 * SECOND)
    estimator.bits_received("some other", 8, 4 * SECOND)
    assert estimator.throughput.in_flight == 1


@pytest.mark.parametrize("rtt_us", [0, -1, -SECOND])
def test_no_time_at_all_is_no_sample(rtt_us):
    estimator = settled()
    got(estimator, rtt_us)
    assert held(estimator) == (0, 0, 0)


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT"])
def test_only_a_get_is_a_sample(method):
    estimator = settled()
    got(estimator, 50 * MS, method=method)
    assert held(estimator) == (0, 0, 0)


def test_the_method_of_the_hop_decides():
    """A POST that a redirect turned into a GET."""
    estimator = settled()
    estimator.request_started("request", 0, method="POST")
    estimator.headers_received("request", 0, 40 * MS)
    assert held(estimator) == (0, 0, 0)
    got(estimator, 40 * MS, at=50 * MS)
    assert held(estimator) == (1, 0, 0)


def test_headers_of_nothing_known_teach_nothing():
    estimator = settled()
    estimator.headers_received("stranger", 0, 50 * MS)
    got(estimator, 50 * MS)
    estimator.headers_received("request", 0, 60 * MS)  # It has ended.
    assert held(estimator) == (1, 0, 0)


def test_private_peers_count_in_wxlab():
    estimator = settled()
    got(estimator, 50 * MS, private=True)
    estimator.tcp_rtt("socket", 20 * MS, SECOND, private=True)
    assert held(estimator) == (1, 1, 0)


def test_private_peers_do_not_count_when_told_so():
    estimator = settled(count_private=False)
    got(estimator, 50 * MS, private=True)
    estimator.tcp_rtt("socket", 20 * MS, SECOND, private=True)
    assert held(estimator) == (0, 0, 0)
    got(estimator, 50 * MS)
    estimator.tcp_rtt("socket", 20 * MS, SECOND)
    assert held(estimator) == (1, 1, 0)


def test_a_hanging_request_is_no_sample():
    for rtt_us, holds in ((6 * 115 * MS - 1, 2), (6 * 115 * MS, 1)):
        estimator = settled("unknown")
        got(estimator, rtt_us)
        assert held(estimator)[0] == holds


def test_what_hangs_is_told_from_what_was_last_published():
    estimator = settled("unknown")
    got(estimator, 6 * 115 * MS)
    assert held(estimator) == (1, 1, 0)
    for turn in range(5):
        estimator.tcp_rtt("socket", 100 * MS, (1 + turn) * SECOND)
    estimator.compute(6 * SECOND)
    got(estimator, 790 * MS, at=7 * SECOND)
    assert held(estimator)[0] == 2


# The transport round trip, and how often it is sampled.


def test_a_kernel_that_does_not_know_says_one_microsecond():
    estimator = settled()
    for rtt_us in (0, 1):
        estimator.tcp_rtt("socket", rtt_us, 0)
    assert held(estimator) == (0, 0, 0)
    estimator.tcp_rtt("socket", 2, 0)
    assert held(estimator) == (0, 1, 0)


def test_a_useless_value_does_not_use_up_the_turn():
    estimator = settled()
    estimator.tcp_rtt("socket", 1, 0)
    assert estimator.tcp_rtt_due("socket", 0)


@pytest.mark.parametrize(
    ("socket", "at", "due"),
    [
        ("first", 0, False),
        ("first", 199_999, False),
        ("first", 200_000, True),  # Nobody has been asked for 200 ms.
        ("another", 0, True),  # It has never been asked.
    ],
)
def test_one_socket_is_asked_five_times_a_second(socket, at, due):
    estimator = settled()
    estimator.tcp_rtt("first", 20 * MS, 0)
    assert estimator.tcp_rtt_due(socket, at) is due
    estimator.tcp_rtt(socket, 20 * MS, at)
    assert held(estimator)[1] == 1 + due


def test_among_many_sockets_each_is_asked_once_a_second():
    estimator = settled()
    estimator.tcp_rtt("quiet", 20 * MS, 0)
    for turn in range(1, 11):
        estimator.tcp_rtt(("busy", turn), 20 * MS, turn * 100 * MS - 1)
    assert not estimator.tcp_rtt_due("quiet", SECOND - 1)
    assert estimator.tcp_rtt_due("quiet", SECOND)


def test_a_socket_that_was_closed_makes_room_for_a_new_one():
    estimator = settled()
    estimator.tcp_rtt(7, 20 * MS, 0)
    estimator.socket_closed(7)
    estimator.socket_closed("never seen")
    assert estimator.tcp_rtt_due(7, 1)


def test_another_network_may_be_sampled_at_once():
    estimator = settled()
    estimator.tcp_rtt("socket", 20 * MS, 0)
    estimator.connection_changed("wifi", 1)
    assert estimator.tcp_rtt_due("socket", 1)


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        (Source.HTTP, (1, 0, 0)),
        (Source.TCP, (0, 1, 0)),
        (Source.QUIC, (0, 1, 1)),
        (Source.H2_PINGS, (0, 1, 1)),
    ],
)
def test_a_round_trip_counts_where_its_source_belongs(source, holds):
    estimator = settled()
    estimator.add_rtt(50, source, 0)
    assert held(estimator) == holds


@pytest.mark.parametrize(("count", "http_ms"), [(4, 50), (5, 300)])
def test_the_http_estimate_is_not_below_a_well_known_transport_time(count, http_ms):
    estimator = settled()
    estimator.add_rtt(50, Source.HTTP, 0)
    for _ in range(count):
        estimator.add_rtt(300, Source.TCP, 0)
    estimator.compute(0)
    assert estimator.estimates.http_rtt_ms == http_ms


def test_defaults_count_among_the_five():
    estimator = settled("unknown")
    for turn in range(4):
        estimator.tcp_rtt("socket", 300 * MS, (1 + turn) * SECOND)
    estimator.compute(5 * SECOND)
    assert estimator.estimates.http_rtt_ms == 300


@pytest.mark.parametrize("ms", [(20, 40), (40, 20)])
def test_of_two_equally_old_the_lower_is_published(ms):
    estimator = settled()
    for one in ms:
        estimator.add_rtt(one, Source.HTTP, 0)
        estimator.add_rtt(one, Source.TCP, 0)
        estimator.add_kbps(one, 0)
    estimator.compute(0)
    assert estimator.estimates == Estimates(NetType.TYPE_4G, 20, 20, 20)


# When it computes anew: one reason at a time.


def test_ten_seconds_are_a_reason():
    for at, anew in ((10 * SECOND - 1, False), (10 * SECOND, True)):
        estimator = settled("unknown")
        estimator.add_rtt(1, Source.TCP, at)
        assert (estimator.computed_us == at) is anew


def test_a_request_that_starts_asks_for_reasons_too():
    for at, anew in ((10 * SECOND - 1, False), (10 * SECOND, True)):
        estimator = settled("unknown")
        estimator.request_started("request", at, method="POST")
        assert (estimator.computed_us == at) is anew


def test_headers_bits_and_ends_are_no_reason_of_their_own():
    estimator = settled("unknown")
    estimator.request_started("request", 0, method="POST")
    for at in (20, 30, 40):
        estimator.headers_received("request", 0, at * SECOND)
        estimator.bits_received("request", 8, at * SECOND)
        estimator.request_ended("request", at * SECOND)
    assert estimator.computed_us == 0


def test_a_network_that_began_no_earlier_than_the_last_computation_is_a_reason():
    estimator = Estimator(0)
    estimator.request_started("request", 1)
    assert estimator.computed_us == 1
    estimator.request_started("another", 2)
    assert estimator.computed_us == 1


def test_not_knowing_the_kind_of_network_is_a_reason():
    estimator = settled()
    for at in (1, 2, 3):
        estimator.add_rtt(50, Source.TCP, at)
        assert estimator.computed_us == at


def test_half_as_many_round_trips_again_are_a_reason():
    """HTTP and transport together; from 2 on it takes more than 3, then more than 6, 10.5…"""
    estimator = settled("unknown")
    anew = []
    for at in range(1, 11):
        estimator.add_rtt(100, (Source.HTTP, Source.TCP)[at % 2], at)
        anew.append(2 + at if estimator.computed_us == at else None)
    assert [count for count in anew if count] == [4, 7, 11]


def test_half_as_many_speeds_again_are_a_reason():
    estimator = settled("unknown")
    anew = []
    for at in range(1, 11):
        estimator.add_kbps(1000, at)
        anew.append(1 + at if estimator.computed_us == at else None)
    assert [count for count in anew if count] == [2, 4, 7, 11]


def test_each_sort_grows_by_itself():
    """Of ten round trips it takes six more, however many speeds there are."""
    estimator = settled()
    for _ in range(90):
        estimator.add_kbps(1000, 0)
    for _ in range(10):
        estimator.add_rtt(100, Source.HTTP, 0)
    estimator.compute(0)
    anew = []
    for at in range(1, 7):
        estimator.add_rtt(100, Source.HTTP, at)
        anew.append(estimator.computed_us == at)
    assert anew == [False] * 5 + [True]


def test_fifty_new_observations_of_both_sorts_are_a_reason():
    estimator = settled()
    for _ in range(300):
        estimator.add_rtt(100, Source.HTTP, 0)
        estimator.add_kbps(1000, 0)
    estimator.compute(0)
    for at in range(1, 51):
        if at % 2:
            estimator.add_rtt(100, Source.HTTP, at)
        else:
            estimator.add_kbps(1000, at)
    assert estimator.computed_us == 50


def test_between_computations_the_estimates_stand_still():
    estimator = settled("unknown")
    got(estimator, 10 * MS, at=1)
    assert estimator.estimates.http_rtt_ms == 115
    got(estimator, 10 * MS, at=20 * MS)
    assert estimator.estimates.http_rtt_ms == 10


# The speed.


def downloads(estimator, bits, at=0, lasting=SECOND, count=6, **how):
    """So many at once, which receive so much together until the first of them ends."""
    for key in range(count):
        estimator.request_started(key, at, **how)
    estimator.bits_received(0, bits, at + lasting)
    for key in range(count):
        estimator.request_ended(key, at + lasting)


def test_a_single_download_leaves_the_speed_where_it_was():
    estimator = settled("unknown")
    downloads(estimator, 10**9, at=SECOND, count=1)
    assert (len(estimator.kbps), estimator.estimates.downstream_kbps) == (1, 1961)


def test_downloads_side_by_side_tell_the_speed():
    estimator = settled("unknown")
    downloads(estimator, 9_600_000, at=SECOND)
    assert estimator.estimates.downstream_kbps == 9600


def test_uploads_side_by_side_do_not():
    estimator = settled("unknown")
    downloads(estimator, 9_600_000, at=SECOND, method="POST")
    assert len(estimator.kbps) == 1


def test_private_peers_spoil_the_speed_when_they_do_not_count():
    estimator = settled("unknown", count_private=False)
    estimator.request_started("practice", 0, private=True)
    downloads(estimator, 9_600_000, at=SECOND)
    assert len(estimator.kbps) == 1
    estimator.request_ended("practice", 3 * SECOND)
    downloads(estimator, 9_600_000, at=4 * SECOND)
    assert len(estimator.kbps) == 2


def test_the_round_trip_that_a_window_is_held_against_is_the_published_one():
    estimator = settled("unknown")
    assert estimator.throughput.http_rtt_us == 115 * MS
    estimator.connection_changed(NOTHING_BELIEVED, 1)
    assert estimator.throughput.http_rtt_us is None


def test_a_slow_network_is_not_believed_to_be_fast():
    estimator = settled()
    estimator.add_kbps(5000, 0)
    assert estimator.estimates.downstream_kbps == 5000
    estimator.add_rtt(1500, Source.HTTP, 0)
    assert estimator.estimates == Estimates(NetType.TYPE_2G, 1500, -1, 262)


@pytest.mark.parametrize("kbps", [0, -1])
def test_no_speed_is_no_sample(kbps):
    estimator = settled()
    estimator.add_kbps(kbps, 0)
    assert len(estimator.kbps) == 0
    estimator.add_kbps(1, 0)
    assert len(estimator.kbps) == 1


# Another network.


def test_another_network_starts_anew():
    estimator = settled("unknown")
    for turn in range(20):
        got(estimator, 900 * MS, at=turn * SECOND)
        estimator.add_kbps(50, turn * SECOND)
    estimator.connection_changed("wifi", 30 * SECOND)
    assert estimator.estimates == Estimates(NetType.TYPE_4G, 116, 66, 2658)
    assert (held(estimator), len(estimator.kbps)) == ((1, 1, 0), 1)


def test_a_request_that_saw_the_change_is_no_sample():
    estimator = settled()
    estimator.request_started("old", 0)
    estimator.connection_changed(NOTHING_BELIEVED, 5)
    estimator.headers_received("old", 10, 20 * MS)
    assert held(estimator) == (0, 0, 0)
    estimator.request_started("old", 30 * MS)  # Its next hop saw one network, but it did not.
    estimator.headers_received("old", 30 * MS, 60 * MS)
    assert held(estimator) == (0, 0, 0)


def test_a_request_that_had_to_wait_was_created_when_it_was_asked_for():
    estimator = settled()
    estimator.connection_changed(NOTHING_BELIEVED, 100)
    got(estimator, 50 * MS, at=200, created_us=99)
    assert held(estimator) == (0, 0, 0)
    got(estimator, 50 * MS, at=200, created_us=100)
    assert held(estimator) == (1, 0, 0)


def test_the_speed_waits_until_all_have_ended_that_saw_the_change():
    estimator = settled("unknown")
    estimator.request_started("old", 0)
    estimator.connection_changed("unknown", 5)
    downloads(estimator, 9_600_000, at=SECOND)
    assert len(estimator.kbps) == 1
    estimator.request_ended("old", 3 * SECOND)
    downloads(estimator, 9_600_000, at=4 * SECOND)
    assert len(estimator.kbps) == 2


def test_what_a_network_did_earlier_takes_the_place_of_the_defaults():
    estimator = Estimator(0)
    earlier = Estimates(NetType.TYPE_3G, 300, 200, 900)
    estimator.connection_changed("wifi", 1, cached=earlier)
    assert estimator.estimates == earlier
    assert (held(estimator), len(estimator.kbps)) == ((1, 1, 0), 1)


def test_of_what_a_network_did_earlier_only_the_known_counts():
    estimator = Estimator(0)
    estimator.connection_changed("wifi", 1, cached=Estimates(NetType.TYPE_3G, 300, -1, -1))
    assert estimator.estimates == Estimates(NetType.TYPE_3G, 300, -1, -1)


@pytest.mark.parametrize("nettype", [NetType.UNKNOWN, NetType.OFFLINE])
def test_a_network_that_never_worked_is_not_remembered(nettype):
    estimator = Estimator(0)
    estimator.connection_changed("wifi", 1, cached=Estimates(nettype, 300, 200, 900))
    assert estimator.estimates.http_rtt_ms == 116


def test_something_remembered_removes_and_blocks_what_is_believed():
    estimator = Estimator(0)
    estimator.add_rtt(300, Source.HTTP_CACHED, 1)
    estimator.add_rtt(200, Source.HTTP_PLATFORM, 2)
    assert held(estimator) == (1, 1, 0)
    estimator.compute(3)
    assert estimator.estimates.http_rtt_ms == 300


def test_something_remembered_is_no_reason_to_compute():
    estimator = settled("unknown")
    for at in range(1, 60):
        estimator.add_rtt(300, Source.HTTP_CACHED, at)
    assert estimator.computed_us == 0


def test_one_estimator_knows_nothing_of_another():
    one, another = Estimator(0), Estimator(0)
    for at in range(1, 20):
        one.add_rtt(1000, Source.HTTP, at)
    assert one.estimates != another.estimates
    assert another.estimates.http_rtt_ms == 115


def test_a_computation_without_news_changes_nothing():
    """All weights fade alike, so medians stay where they are until something is observed."""
    estimator = settled("unknown")
    for turn in range(9):
        got(estimator, (40 + turn) * MS, at=0)
    estimator.compute(0)
    told = estimator.estimates
    for at in range(0, 3600 * SECOND, 17 * SECOND):
        estimator.compute(at)
        assert estimator.estimates == told
