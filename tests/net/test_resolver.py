"""Host names that will never exist ask nobody."""

import pytest

from wxlab import WxError
from wxlab.net import resolver


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a.b.INVALID", "invalid.invalid."])
def test_a_name_that_will_never_exist_asks_no_name_server(wx, monkeypatch, host):
    async def asked(*_args):
        raise AssertionError("a name server was asked")

    monkeypatch.setattr(resolver.Resolver, "_looked_up", asked)
    with pytest.raises(WxError, match="-105:net::ERR_NAME_NOT_RESOLVED"):
        wx.downloadFile(url=f"http://{host}/").wait(60)


def test_other_names_are_asked_for(wx, server):
    url = server.url("/status/200").replace("127.0.0.1", "localhost")
    assert wx.downloadFile(url=url).wait(60).statusCode == 200
