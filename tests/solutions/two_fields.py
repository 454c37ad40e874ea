# ruff: noqa: F704, F821
answer = await wx.uploadFile(
    url=server.url("/upload"),
    filePath=photo,
    name="file",
    formData={"user": "test", "album": "2024"},
)
