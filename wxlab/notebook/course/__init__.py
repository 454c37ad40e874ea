"""The data of the lessons: their exercises and predictions, one module for each lesson."""

from importlib import import_module
from pkgutil import iter_modules

from wxlab.notebook.exercise import Exercise, Prediction

_LESSONS = [
    import_module(f"{__name__}.{found.name}")
    for found in sorted(iter_modules(__path__), key=lambda module: module.name)
]

BY_LESSON: dict[str, tuple[Exercise, ...]] = {
    lesson.__name__.rpartition("_")[2].upper(): lesson.EXERCISES for lesson in _LESSONS
}
"""The exercises of each lesson, by what its notebook's name begins with: ``"01"``, ``"A1"``."""

EXERCISES: tuple[Exercise, ...] = tuple(each for lesson in _LESSONS for each in lesson.EXERCISES)
"""Every exercise of the lessons there are."""

PREDICTIONS: tuple[Prediction, ...] = tuple(
    each for lesson in _LESSONS for each in lesson.PREDICTIONS
)
"""Every prediction of the lessons there are."""
