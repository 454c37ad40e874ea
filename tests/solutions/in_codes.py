# ruff: noqa: F821
files, path = wx.getFileSystemManager(), wx.env["USER_DATA_PATH"] + "/h2.txt"
files.writeFileSync(path, "h2")
answer = {}
for encoding in ("hex", "base64"):
    answer[encoding] = files.readFileSync(path, encoding)
