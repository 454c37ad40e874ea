"""requests, with requests-toolbelt's encoder, which streams a form and tells its progress."""

import requests
from requests.adapters import HTTPAdapter
from requests_toolbelt import MultipartEncoder, MultipartEncoderMonitor

from tests.benchmarks.clients.series import Series

PIECE = 64 * 1024


def main(series):
    """One session for all, and a connection for each thread."""
    with requests.Session() as session:
        session.mount(series.url, HTTPAdapter(pool_maxsize=series.at_a_time))
        session.trust_env = False
        if series.authority:
            session.verify = series.authority

        def upload(url, path):
            with path.open("rb") as file:
                form = MultipartEncoder({"file": (path.name, file, "application/octet-stream")})
                body = MultipartEncoderMonitor(form, series.progressed)
                headers = {"Content-Type": form.content_type}
                return session.post(url, data=body, headers=headers).text

        def download(url, path):
            with session.get(url, stream=True) as response, path.open("wb") as file:
                for piece in response.iter_content(PIECE):
                    file.write(piece)
                    series.progressed()

        series.run(upload if series.upload else download)


if __name__ == "__main__":
    main(Series())
