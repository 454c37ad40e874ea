from aiohttp import web


async def upload(request):
    form = await request.post()
    photo, user = form["photo"], form["user"]
    size = len(photo.file.read())
    return web.json_response({"filename": photo.filename, "size": size, "user": user})


app = web.Application()
app.router.add_post("/upload", upload)
