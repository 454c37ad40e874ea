"""The faults as data: each row is complete, and says nothing that the error catalogue says."""

import re

import pytest

from wxlab.spec import ERRORS, FAULTS
from wxlab.spec.course import LESSONS, lesson_of

NAMES = {"bytes", "length", "ms", "kbps"}


@pytest.mark.parametrize("entry", FAULTS.values(), ids=FAULTS)
def test_every_row_says_what_happens_in_both_languages(entry):
    assert re.fullmatch(r"[a-z0-9.]+(-[a-z0-9.]+)*", entry.name)
    assert entry.en.endswith(".")
    assert re.search("[\u4e00-\u9fff]", entry.zh)
    assert entry.zh.endswith("。")
    assert entry.calls
    assert set(entry.numbers) <= NAMES
    assert all(isinstance(value, int) and value > 0 for value in entry.numbers.values())


@pytest.mark.parametrize(
    "entry", [each for each in FAULTS.values() if each.error], ids=lambda entry: entry.name
)
def test_text_errno_and_lesson_are_the_catalogues(entry):
    found = ERRORS[entry.error]
    assert entry.entry is found
    assert entry.errno == found.errno
    assert entry.lesson == lesson_of(entry.error)
    assert entry.leads_to("en") == entry.leads_to("zh") == found.shown
    assert (entry.seen_en, entry.seen_zh, entry.notebook) == ("", "", "")


@pytest.mark.parametrize(
    "entry", [each for each in FAULTS.values() if not each.error], ids=lambda entry: entry.name
)
def test_a_success_says_what_is_seen_and_where(entry):
    assert (entry.entry, entry.errno) == (None, None)
    assert entry.lesson in LESSONS
    assert entry.leads_to("en") == f":ok, {entry.seen_en}"
    assert re.search("[\u4e00-\u9fff]", entry.leads_to("zh"))


def test_every_error_of_the_network_has_a_fault_that_leads_to_it():
    led_to = {entry.error for entry in FAULTS.values()}
    network = {address for address in ERRORS if address.startswith("ERR_")}
    # The system's own patience is two minutes, longer than any timeout of the original tables.
    assert network - led_to == {"ERR_CONNECTION_TIMED_OUT"}


def test_what_the_catalogue_says_of_provoking_an_error_leads_to_it():
    named = {
        address: found[1]
        for address, entry in ERRORS.items()
        if (found := re.fullmatch(r'server\.fault\("([^"]+)"\)', entry.provoke))
    }
    assert len(named) == 14
    for address, name in named.items():
        assert FAULTS[name].error == address


def test_a_row_shows_itself_as_the_line_to_write():
    shown = str(FAULTS["reset-mid-body"])
    assert shown.startswith('server.fault("reset-mid-body", bytes=50, length=100)\n')
    assert "-101:net::ERR_CONNECTION_RESET  (errno 600001)" in shown
    assert "14_provoke_every_fault" in shown
    assert FAULTS["bom-body"]._repr_html_().startswith("<pre>server.fault(&quot;bom-body&quot;)")
