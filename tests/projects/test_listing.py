"""A tuple that is a table to look at."""

import pickle

from wxlab.projects.listing import Listing
from wxlab.projects.packages import Package

PACKAGES = (Package("__FULL__", 1234, 2000, 3), Package("/<b>/", 1, 2, 1))


def test_it_is_a_tuple():
    listing = Listing(PACKAGES)
    assert listing == PACKAGES
    assert listing[0] is PACKAGES[0]
    assert pickle.loads(pickle.dumps(listing)) == listing
    assert not Listing()


def test_it_shows_a_column_for_each_field():
    listing = Listing(PACKAGES)
    assert repr(listing).splitlines()[1].split() == ["name", "size", "limit", "files"]
    assert "1,234" in repr(listing)
    assert "&lt;b&gt;" in listing._repr_html_()


def test_an_empty_one_says_so():
    assert repr(Listing()) == "()"
    assert "nothing" in Listing()._repr_html_()
