"""The exercises and predictions of lesson 16, "Run a real client"."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from wxlab.notebook.exercise import Case, Exercise, Prediction


def _host(bucket: str, region: str, expected: str) -> Case:
    return Case(
        f"cos_host({bucket!r}, {region!r})", lambda cos_host: cos_host(bucket, region), expected
    )


def _sizes(size: int, chunk: int, expected: list[int]) -> Case:
    return Case(f"sizes_of({size}, {chunk})", lambda sizes_of: sizes_of(size, chunk), expected)


def _paths(answer: Mapping[str, str]) -> list[str]:
    return [urlsplit(url).path for url in answer.values()]


EXERCISES = (
    Exercise(
        "cos_host",
        cases=(
            _host(
                "photos-1250000000",
                "ap-guangzhou",
                "photos-1250000000.cos.ap-guangzhou.myqcloud.com",
            ),
            _host("music-7", "ap-shanghai", "music-7.cos.ap-shanghai.myqcloud.com"),
        ),
        hints=(
            "Between the bucket and the region stands the name of the service.",
            "The service is called cos.",
        ),
        rows=("uploadFile.object.url",),
    ),
    Exercise(
        "stand_in",
        cases=(
            Case(
                "the beginnings of the URLs",
                list,
                ["https://music-1250000000.cos.ap-shanghai.myqcloud.com/"],
            ),
            Case("the paths that take their place", _paths, ["/storage/cos/music-1250000000"]),
        ),
        hints=(
            "Bucket and region stand in the beginning of the URL; the bucket also in its place.",
            'server.storage.url("cos", "music-1250000000") is the place.',
        ),
        rows=("uploadFile.object.url",),
    ),
    Exercise(
        "sizes_of",
        cases=(
            _sizes(2_500_000, 1_048_576, [1_048_576, 1_048_576, 402_848]),
            _sizes(2_097_152, 1_048_576, [1_048_576, 1_048_576]),
            _sizes(10, 65_536, [10]),
        ),
        hints=(
            "range(0, size, chunk) are the places where slices begin.",
            "From one place there are size - place bytes left; a slice takes at most chunk.",
        ),
        rows=("request.object.data",),
    ),
)

PREDICTIONS = (
    Prediction(
        "sdk_call",
        why="Only wx.uploadFile sends a file without reading it into memory first.",
        wrong={"RequestTask": "putObject of the same SDK does so, with a body from memory."},
    ),
    Prediction(
        "sdk_tries",
        why="The SDK makes a second try by itself when there was no answer.",
        wrong={1: "That would be wx.uploadFile alone, which never tries again."},
    ),
)
