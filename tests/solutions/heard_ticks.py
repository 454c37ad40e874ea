# ruff: noqa: F704, F821
answer = []
task = wx.downloadFile(url=server.url("/drip/5000?ms=500&chunked"))
task.onProgressUpdate(answer.append)
res = await task
