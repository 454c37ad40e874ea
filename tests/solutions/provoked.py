# ruff: noqa: F704, F821
answer = []
for name in ("short-body", "not-http"):
    with server.fault(name):
        res = await wx.downloadFile(url=server.url("/file/100")).settled()
    answer.append(res.errMsg)
