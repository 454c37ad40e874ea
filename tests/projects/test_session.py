"""A session closes what it has opened, and nothing else."""

import pytest

from wxlab import Wx
from wxlab.projects.session import Session


@pytest.fixture
def made(monkeypatch):
    """The mini-programs that sessions make."""
    found = []

    def make(**options):
        found.append(Wx(**options))
        return found[-1]

    monkeypatch.setattr("wxlab.projects.session.Wx", make)
    return found


def test_a_wx_of_its_own_is_closed_in_the_end(server, made):
    with Session("touristappid", server, None, None) as cloud:
        assert cloud.status()["appid"] == "touristappid"
        assert "closed" not in repr(made[0])
    assert "closed" in repr(made[0])


def test_it_is_closed_after_a_failure_too(server, made):
    with pytest.raises(ZeroDivisionError), Session("touristappid", server, None, None):
        raise ZeroDivisionError
    assert "closed" in repr(made[0])


def test_the_caller_s_is_left_open(server, made, wx):
    with Session("touristappid", server, None, wx) as cloud:
        cloud.status()
    assert "closed" not in repr(wx)
    assert made == []


def test_its_referer_names_the_mini_program(server):
    with Session("wx0123456789abcdef", server, None, None) as cloud:
        cloud.status()
    headers = {name.lower(): value for name, value in server.log[-1].headers}
    assert headers["referer"].startswith("https://servicewechat.com/wx0123456789abcdef/")
