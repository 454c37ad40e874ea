# ruff: noqa: F704, F821
answer = await wx.downloadFile(
    url=server.url("/file/1000?type=image/png"),
    filePath=f"{wx.env.USER_DATA_PATH}/album.png",
)
