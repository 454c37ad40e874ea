# ruff: noqa: F704, F821
answer = await wx.downloadFile(url=server.url("/drip/5000?ms=400"))
