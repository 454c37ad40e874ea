# ruff: noqa: F821
async def send_all(app, url, res):
    endings = []
    for file in res.tempFiles:
        path = file["tempFilePath"] if "tempFilePath" in file else file["path"]
        task = app.uploadFile(url=url, filePath=path, name="file")
        endings.append(await task.settled())
    return endings


answer = (send_all, server)
