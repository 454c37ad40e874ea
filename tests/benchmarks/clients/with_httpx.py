"""httpx: its plain client for one at a time, its asynchronous one for several."""

import asyncio
import io

import httpx

from tests.benchmarks.clients.series import Series

PIECE = 64 * 1024


class Watched(io.FileIO):
    """A file that tells when it is read: httpx has no progress of uploads."""

    def __init__(self, path, progressed):
        super().__init__(path)
        self.progressed = progressed

    def read(self, size=-1, /):
        self.progressed()
        return super().read(size)


def one_by_one(series, options):
    """One client for all."""
    with httpx.Client(**options) as client:

        def upload(url, path):
            with Watched(path, series.progressed) as file:
                return client.post(url, files={"file": (path.name, file)}).text

        def download(url, path):
            with client.stream("GET", url) as response, path.open("wb") as file:
                for piece in response.iter_bytes(PIECE):
                    file.write(piece)
                    series.progressed()

        series.run(upload if series.upload else download)


async def several(series, options):
    """One client for all."""
    async with httpx.AsyncClient(**options) as client:

        async def upload(url, path):
            with Watched(path, series.progressed) as file:
                return (await client.post(url, files={"file": (path.name, file)})).text

        async def download(url, path):
            async with client.stream("GET", url) as response:
                with path.open("wb") as file:
                    async for piece in response.aiter_bytes(PIECE):
                        file.write(piece)
                        series.progressed()

        await series.run_async(upload if series.upload else download)


def main(series):
    """The client that fits."""
    options = {"trust_env": False, "timeout": None}
    if series.authority:
        options["verify"] = series.context()
    if series.at_a_time == 1:
        one_by_one(series, options)
    else:
        asyncio.run(several(series, options))


if __name__ == "__main__":
    main(Series())
