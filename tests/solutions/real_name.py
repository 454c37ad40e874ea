# ruff: noqa: F704, F821
answer = await wx.uploadFile(
    url=server.url("/upload"),
    filePath=photo,
    name="photo",
    formData={"filename": "图片 1.png"},
    header={"X-Token": "abc"},
)
