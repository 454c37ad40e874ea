"""The calls of one upload, deployment or question, from the first to the last."""

from typing import Any

from wxlab.api.mini_program import Wx
from wxlab.projects.cloud import Cloud
from wxlab.projects.job import Job


class Session:
    """A cloud for a while: with the caller's ``wx``, or one of its own, closed at the end."""

    def __init__(
        self,
        appid: str,
        server: Any,
        key: str | None,
        wx: Wx | None,
        job: Job | None = None,
    ) -> None:
        self._own = wx is None
        trusted = getattr(server, "ssl_context", None)  # of a practice server with TLS
        self._wx = wx or Wx(appid=appid, max_timeout=None, ssl_context=trusted)
        self._cloud = Cloud(server, key, appid, self._wx)
        if job is not None:
            job.stop_with(self._cloud.stop)

    def __enter__(self) -> Cloud:
        return self._cloud

    def __exit__(self, *error: object) -> None:
        if self._own:
            self._wx.close()
