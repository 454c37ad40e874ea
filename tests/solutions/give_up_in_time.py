# ruff: noqa: F704, F821
task = wx.uploadFile(filePath=photo, name="file", url=server.url("/slow/1000"), timeout=200)
answer = await task.settled()
