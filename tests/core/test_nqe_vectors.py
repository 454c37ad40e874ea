"""NQE's own cases, and hand-derived ones, in ``tests/data/nqe_vectors.json``.

Each kind of case has a driver here, and a case whose kind or shape has none fails.
"""

import json
from pathlib import Path

import pytest

from wxlab.core.medians import Medians
from wxlab.core.nettype import NetType, clamped_kbps, nettype_of
from wxlab.core.observations import Category, ObservationBuffer, Source, decay, weight
from wxlab.core.quality import Estimator
from wxlab.core.throughput import Throughput

DATA = Path(__file__).parents[1] / "data/nqe_vectors.json"
VECTORS = json.loads(DATA.read_text("utf-8"))
SECOND = 1_000_000
NOTHING_BELIEVED = "5g"

THRESHOLD_NAMES = {
    "Offline": NetType.OFFLINE,
    "Slow2G": NetType.SLOW_2G,
    "2G": NetType.TYPE_2G,
    "3G": NetType.TYPE_3G,
}


def us(seconds):
    return round(seconds * SECOND)


def known(number):
    return None if number == -1 else number


def published(estimator):
    one = estimator.estimates
    return [one.http_rtt_ms, one.transport_rtt_ms, one.downstream_kbps, one.nettype]


def const(given):
    return pytest.approx(decay(given["half_life_s"]), rel=1e-15)


def weights(given):
    return pytest.approx([weight(us(age)) for age in given["ages_s"]], rel=1e-11)


# Cases that say in words what to observe: (value, at second, signal level).
SAID = {
    "1..100 same ts": [(value, 0, None) for value in range(1, 101)],
    "1..50 rssi0, 51..100 rssi4": [(value, 0, 0 if value <= 50 else 4) for value in range(1, 101)],
}


def percentile(given):
    factors = {"m": "per_second", "sm": "per_level"}
    buffer = ObservationBuffer(**{factors[key]: given[key] for key in factors if key in given})
    observed = given["obs"]
    for value, at, *signal in SAID[observed] if isinstance(observed, str) else observed:
        buffer.add(value, us(at), Source.HTTP, *signal)
    now_us = us(given.get("now", 0))
    if "pcts" in given:
        return [buffer.percentile(percent, now_us).value for percent in given["pcts"]]
    if "queries" in given:
        return [
            buffer.percentile(percent, now_us, signal=signal).value
            for signal, percent in given["queries"]
        ]
    since_us = us(given["begin"]) if "begin" in given else None
    return buffer.percentile(50, now_us, since_us).value


def buffers(given):
    count, name, _ = given["add"].split()
    estimator = Estimator(0, NOTHING_BELIEVED)
    for at in range(int(count)):
        estimator.add_rtt(20, Source[name], at)
    return [len(estimator.rtts[category]) for category in Category]


def ect(given):
    thresholds = {THRESHOLD_NAMES[name]: ms for name, ms in given.get("thresholds", {}).items()}
    told = (thresholds,) if thresholds else ()
    if isinstance(given["http_rtt_ms"], list):
        return [nettype_of(ms, *told) for ms in given["http_rtt_ms"]]
    return nettype_of(known(given["http_rtt_ms"]), *told)


def bound(given):
    """Concluded from the medians, and by an estimator that was shown such samples."""
    medians = Medians(
        given["http"],
        given.get("transport"),
        given.get("end_to_end"),
        transport_count=given.get("n_transport", 0),
        end_to_end_count=given.get("n_e2e", 0),
    ).credible()
    estimator = Estimator(0, NOTHING_BELIEVED)
    estimator.add_rtt(given["http"], Source.HTTP, 0)
    for _ in range(given.get("n_transport", 0)):
        estimator.add_rtt(given["transport"], Source.TCP, 0)
    for _ in range(given.get("n_e2e", 0)):
        estimator.add_rtt(given["end_to_end"], Source.H2_PINGS, 0)
    estimator.compute(0)
    assert estimator.estimates.http_rtt_ms == medians.http_ms
    assert estimator.estimates.nettype == medians.nettype
    return (
        [medians.http_ms, medians.nettype]
        if isinstance(given["expected"], list)
        else medians.http_ms
    )


def clamp(given):
    nettype = nettype_of(known(given["http_rtt_ms"]))
    factor = (given["multiplier"],) if "multiplier" in given else ()
    kbps = clamped_kbps(given["kbps"], nettype, *factor)
    return [nettype, kbps] if isinstance(given["expected"], list) else kbps


def defaults(given):
    return published(Estimator(0, given["type"]))


def hanging_request(given):
    cases = given.get("cases[observed,n_e2e]") or [
        (observed, given.get("n_e2e", 0)) for observed in given["observed"]
    ]
    return [
        Medians(
            given.get("http_rtt"),
            given.get("transport_rtt"),
            given.get("e2e"),
            transport_count=given.get("n_transport", 0),
            end_to_end_count=count,
        ).hangs(observed * 1000)
        for observed, count in cases
    ]


def samples(throughput, count, bits, lasting_us=1000):
    """So many GETs start at once, receive so much together, and end one after the other."""
    for key in range(count):
        throughput.request_started(key, 0)
    throughput.bits_received("some other", bits, lasting_us)
    ended = [throughput.request_ended(key, lasting_us) for key in range(count)]
    return [kbps for kbps in ended if kbps is not None]


def gap():
    """The window ends with the first of five requests, and what comes before a sixth is lost."""
    throughput = Throughput()
    for key in range(5):
        throughput.request_started(key, 0)
    throughput.bits_received(0, 1_000, us(0.1))
    first = throughput.request_ended(0, us(0.1))
    throughput.bits_received(1, 8_000_000, us(1.1))
    between = throughput.window
    throughput.request_started(5, us(1.1))
    throughput.bits_received(1, 2_000_000, us(1.6))
    return [first, between, throughput.request_ended(1, us(1.6))]


def throughput(given):
    if "seq" in given:
        return {"H15": gap}[given["id"]]()
    if "cases[min_in_flight,n,bits]" in given:
        return [
            len(samples(Throughput(min_requests=least), count, bits))
            for least, count, bits in given["cases[min_in_flight,n,bits]"]
        ]
    if "n_requests" in given:
        return [len(samples(Throughput(), count, given["bits"])) for count in given["n_requests"]]
    if "method" in given:
        posts = Throughput()
        for key in range(given["n"]):
            posts.request_started(key, 0, given["method"])
        return [posts.in_flight, posts.window]
    lasting_us = us(given["dur_s"])
    return [samples(Throughput(), given["n"], bits, lasting_us) for bits in given["bits"]]


def hanging_requests(given):
    rtt_ms = known(given["http_rtt_ms"])
    followed = Throughput(hanging_rtts=given.get("multiplier", 5))
    followed.http_rtt_us = None if rtt_ms is None else rtt_ms * 1000
    if "starts_s" in given:
        for key, at in enumerate(given["starts_s"]):
            followed.request_started(key, us(at))
        left = []
        for at in given["check_at_s"]:
            followed.bits_received("some other", 0, us(at))
            left.append(followed.in_flight)
        return left
    for key in range(5):
        followed.request_started(key, 0)
    followed.bits_received("some other", 800_000, 0)
    idle_us = max(0, us(given["idle_s"]))
    told, left = [], []
    for key in range(5):
        told.append(followed.request_ended(key, idle_us))
        left.append(followed.in_flight)
    return [any(kbps is not None for kbps in told), left]


def recompute(given):
    estimator = Estimator(0, NOTHING_BELIEVED)
    estimator.compute(1)
    if "obs" in given:
        count = int(given["obs"].split()[0])
        computed = []
        for at in range(1000, 1000 * (count + 1), 1000):
            estimator.add_rtt(100, Source.HTTP, at)
            computed.append(estimator.computed_us == at)
        return computed
    for _ in range(given["buffer"]):
        estimator.add_rtt(100, Source.HTTP, 2)
    estimator.compute(3)
    for count in range(1, 1000):
        estimator.add_rtt(100, Source.HTTP, 3 + count)
        if estimator.computed_us == 3 + count:
            return count
    return None


def believing(connection_type):
    """An estimator whose network changed 1 µs before it last computed, at 0."""
    estimator = Estimator(-1, connection_type)
    estimator.compute(0)
    return estimator


def right_after_the_defaults(given):
    estimator = believing(given["type"])
    estimator.tcp_rtt("socket", 33_000, 1_000)
    return published(estimator)


def at_ten_seconds(given):
    outcomes = []
    for at in (9_999_000, 10_000_000):
        estimator = believing(given["type"])
        estimator.tcp_rtt("socket", 33_000, at)
        outcomes.append(published(estimator))
    return outcomes


def a_link(given):
    estimator = believing(given["type"])
    for turn, ms in enumerate((50, 51, 52, 50, 51, 52, 50, 51)):
        at = turn * SECOND
        estimator.tcp_rtt("socket", ms * 1000, at)
        estimator.request_started("one", at)
        estimator.headers_received("one", at, at + 52_000)
        estimator.request_ended("one", at + 60_000)
    for key in range(6):
        estimator.request_started(key, 8 * SECOND)
    estimator.bits_received(0, 9_600_000, 9 * SECOND)
    estimator.request_ended(0, 9 * SECOND)
    return published(estimator)


SEQUENCES = {"I3": right_after_the_defaults, "I5": at_ten_seconds, "J1": a_link}


def sequence(given):
    return SEQUENCES[given["id"]](given)


DRIVERS = {
    "const": const,
    "weight": weights,
    "percentile": percentile,
    "buffer": buffers,
    "ect": ect,
    "bound": bound,
    "clamp": clamp,
    "defaults": defaults,
    "hanging_request": hanging_request,
    "throughput": throughput,
    "hanging_requests": hanging_requests,
    "recompute": recompute,
    "sequence": sequence,
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: f"{one['id']}-{one['kind']}")
def test_the_estimator_agrees_with_chromiums(vector):
    given = {**vector["input"], "id": vector["id"], "expected": vector["expected"]}
    assert DRIVERS[vector["kind"]](given) == vector["expected"]


def test_no_driver_is_without_a_case():
    assert DRIVERS.keys() == {vector["kind"] for vector in VECTORS}
