"""pycurl: one handle after another, or some at a time in one ``CurlMulti``."""

import io

import pycurl

from tests.benchmarks.clients.series import Clock, Series


class Client:
    """Handles that are used again and again, so that their connections are."""

    def __init__(self, series):
        self.series = series

    def prepared(self, handle, url, path):
        """The handle, ready to go, and what takes in the answer."""
        series = self.series
        handle.reset()
        handle.setopt(handle.URL, url)
        handle.setopt(handle.NOPROGRESS, False)
        handle.setopt(handle.XFERINFOFUNCTION, series.progressed)
        if series.authority:
            handle.setopt(handle.CAINFO, series.authority)
        answer = io.BytesIO() if series.upload else path.open("wb")
        if series.upload:
            handle.setopt(handle.HTTPPOST, [("file", (handle.FORM_FILE, str(path)))])
        handle.setopt(handle.WRITEDATA, answer)
        handle.order = path, answer
        return handle

    def ended(self, handle):
        """Check what has come."""
        path, answer = handle.order
        assert handle.getinfo(handle.RESPONSE_CODE) == 200
        said = answer.getvalue() if self.series.upload else None
        answer.close()
        self.series.check(said, path)

    def several(self):
        """Keep as many handles busy as are wanted at a time."""
        series, multi = self.series, pycurl.CurlMulti()
        numbers = iter(range(series.count))
        for _, number in zip(range(series.at_a_time), numbers, strict=False):
            multi.add_handle(self.prepared(pycurl.Curl(), *series.order(number)))
        running = 1
        while running:
            multi.select(1.0)
            _, running = multi.perform()
            _, done, failed = multi.info_read()
            assert not failed, failed
            for handle in done:
                multi.remove_handle(handle)
                self.ended(handle)
                number = next(numbers, None)
                if number is not None:
                    multi.add_handle(self.prepared(handle, *series.order(number)))
                    running += 1

    def one(self, handle, *order):
        """One transfer, from its beginning to its end."""
        self.prepared(handle, *order).perform()
        self.ended(handle)

    def run(self):
        """The series, after one byte."""
        handle = pycurl.Curl()
        self.one(handle, *self.series.order("warm", 1))
        clock = Clock()
        if self.series.at_a_time == 1:
            for number in range(self.series.count):
                self.one(handle, *self.series.order(number))
        else:
            self.several()
        clock.stop(self.series.events)


if __name__ == "__main__":
    Client(Series()).run()
