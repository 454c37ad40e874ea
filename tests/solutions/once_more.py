# ruff: noqa: F821
async def once_more(send, refresh, token, key):
    res = await send(token, key)
    if res.statusCode == 401:
        res = await send(await refresh(), key)
    return res
