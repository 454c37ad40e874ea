"""Bare aiohttp, as its documentation shows it: ``FormData``, ``iter_chunked``."""

import asyncio
import io

import aiohttp

from tests.benchmarks.clients.series import Series

PIECE = 64 * 1024


class Watched(io.BufferedReader):
    """A file that tells when it is read: aiohttp has no progress of uploads."""

    def __init__(self, path, progressed):
        super().__init__(io.FileIO(path))
        self.progressed = progressed

    def read(self, size=-1, /):
        self.progressed()
        return super().read(size)


async def main(series):
    """One session for all."""
    connector = aiohttp.TCPConnector(ssl=series.context() or True)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def upload(url, path):
            form = aiohttp.FormData()
            with Watched(path, series.progressed) as file:
                form.add_field("file", file, filename=path.name)
                async with session.post(url, data=form) as response:
                    return await response.text()

        async def download(url, path):
            async with session.get(url) as response:
                with path.open("wb") as file:
                    async for piece in response.content.iter_chunked(PIECE):
                        file.write(piece)
                        series.progressed()

        await series.run_async(upload if series.upload else download)


if __name__ == "__main__":
    asyncio.run(main(Series()))
