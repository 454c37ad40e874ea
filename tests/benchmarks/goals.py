"""What is aimed at. Nothing fails where a goal is missed: figures belong to a machine."""

from dataclasses import dataclass

RATE = "transfers a second beside {}'s, 10 KiB, kept connection, {} at a time"


@dataclass(frozen=True)
class Goal:
    """A figure's name, and what it should be at most or at least."""

    words: str
    measurement: str
    subject: str
    key: str
    most: float | None = None
    least: float | None = None

    def figure(self, results):
        """The spread that was measured; `None` where it was not."""
        return results.get(self.measurement, {}).get(self.subject, {}).get(self.key)

    def met(self, spread):
        """Whether the median is as good as wanted."""
        if self.most is not None:
            return spread.median <= self.most
        return spread.median >= self.least

    @property
    def wanted(self):
        """The goal in signs."""
        return f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}"


def _rates():
    for at_a_time, beside_aiohttp in ((10, 0.80), (1, 0.60)):
        scenario = f"download-http-10k-kept-{at_a_time}"
        limits = {"aiohttp": beside_aiohttp, "httpx": 1, "requests": 1}
        for other, least in limits.items():
            words = RATE.format(other, at_a_time)
            yield Goal(words, scenario, "wxlab", f"rate/{other}", least=least)


def _cpu():
    limits = {"upload-http": 0.65, "upload-https": 0.90}
    limits |= {"download-http": 0.55, "download-https": 0.92}
    for kind, most in limits.items():
        words = f"CPU beside curl's, {kind.replace('-', ' over ')} of 1 GiB"
        yield Goal(words, f"{kind}-1g", "wxlab", "cpu/curl", most=most)


def _memory():
    for kind in ("upload-http", "upload-https", "download-http", "download-https"):
        for size in ("1g", "64m-kept-1", "1m-kept-1"):
            words = f"growth of peak memory, {kind}-{size}, MiB"
            yield Goal(words, f"{kind}-{size}", "wxlab", "growth", most=8)


GOALS = (
    *_cpu(),
    *_memory(),
    *_rates(),
    Goal("a progress event nobody listens to, µs", "progress", "wxlab", "not heard µs", most=2),
    Goal(
        "one that is heard, beyond the bare hop, µs", "progress", "wxlab", "of our own µs", most=2
    ),
    Goal("import, seconds of wall", "import", "wxlab", "wall s", most=0.25),
    Goal(
        "time to first lesson beside plain JupyterLab's", "lesson", "wxlab lab", "ratio", most=1.3
    ),
    *(
        Goal(f"{kind}: CPU a byte, largest file beside smallest", "size", kind, "linear", most=1.25)
        for kind in ("upload-http", "upload-https", "download-http", "download-https")
    ),
    *(
        Goal(f"{what} a waiting task, 10,000 beside 1,000", "waiting", "linear", what, most=1.5)
        for what in ("line up µs", "finish µs", "abort µs")
    ),
)
