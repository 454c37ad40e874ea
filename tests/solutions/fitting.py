# ruff: noqa: F821
async def fitting(app, path, limit):
    made = path
    for quality in (80, 60, 40, 20):
        if (await app.getFileInfo(filePath=made)).size <= limit:
            return made
        made = (await app.compressImage(src=path, quality=quality)).tempFilePath
    return made
