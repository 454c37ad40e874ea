"""``faults()`` as a reader sees it."""

import pytest

import wxlab
from wxlab import faults
from wxlab.notebook.tables import table
from wxlab.spec import FAULTS


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_all_faults_are_listed_in_text_and_html(lang):
    listed = faults(lang=lang)
    assert list(listed) == list(FAULTS.values())
    for entry in listed:
        for shown in (repr(listed), listed._repr_html_().replace("&#x27;", "'")):
            assert entry.name in shown
            assert (entry.zh in shown) == (lang != "en")
            assert (entry.en in shown) == (lang != "zh")


def test_the_table_of_faults_is_the_same():
    assert table("faults", "en") == faults(lang="en").view


def test_a_pasted_text_finds_the_faults_that_lead_to_it():
    found = faults("uploadFile:fail -100:net::ERR_CONNECTION_CLOSED")
    assert [entry.name for entry in found] == ["close-without-answer", "close-mid-headers"]
    assert faults("Error: socket hang up") == found
    assert faults({"errMsg": "downloadFile:fail url not in domain list"})[0].error == "domain"


def test_a_text_that_no_fault_leads_to_says_how_to_see_it():
    found = faults("uploadFile:fail abort")
    assert found == ()
    assert repr(found).startswith("No fault leads to 'abort'. How to see it: task.abort()")


@pytest.mark.parametrize(
    ("options", "words"),
    [({"lang": "fr"}, "lang should be"), ({"text": "all is well"}, "no error is known that says")],
)
def test_what_is_no_language_and_no_error_is_refused(options, words):
    with pytest.raises(ValueError, match=words):
        faults(**options)


def test_it_is_part_of_the_public_face():
    assert "faults" in wxlab.__all__
