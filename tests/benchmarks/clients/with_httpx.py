"""httpx: its plain client, in threads, which brings twice what its asynchronous one does."""

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


def main(series):
    """One client for all."""
    verify = series.context() or True
    with httpx.Client(trust_env=False, timeout=None, verify=verify) as client:

        def upload(url, path):
            with Watched(path, series.progressed) as file:
                return client.post(url, files={"file": (path.name, file)}).text

        def download(url, path):
            with client.stream("GET", url) as response, path.open("wb") as file:
                for piece in response.iter_bytes(PIECE):
                    file.write(piece)
                    series.progressed()

        series.run(upload if series.upload else download)


if __name__ == "__main__":
    main(Series())
