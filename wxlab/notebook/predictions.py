"""``compare(name, guess, result)``: what was predicted before a cell ran, and what came of it."""

from wxlab.notebook import journal
from wxlab.notebook.course import PREDICTIONS
from wxlab.notebook.exercise import short
from wxlab.notebook.exercises import unknown


def compare(name: str, guess: object, result: object) -> None:
    """Print whether a prediction came true, and why it is as it is.

    ``guess`` is what the learner wrote down before, ``...`` while nothing; ``result`` is what the
    run has shown. Raises ``ValueError`` for a prediction that there is not.
    """
    journal.opened()
    for prediction in PREDICTIONS:
        if prediction.name == name:
            break
    else:
        raise unknown("prediction", name, (each.name for each in PREDICTIONS))
    if guess is ...:
        said = f"It is {short(result)}. Next time put your guess in place of the dots first."
    elif type(guess) is type(result) and guess == result:
        said = f"You said {short(guess)}, and so it is."
    else:
        said = f"You said {short(guess)}, it is {short(result)}."
        hint = next((text for wrong, text in prediction.wrong.items() if wrong == guess), "")
        said = f"{said} {hint}".rstrip()
    print(f"{said}\n{prediction.why}")  # noqa: T201 - what a learner reads under the cell
