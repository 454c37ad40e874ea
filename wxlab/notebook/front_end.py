"""What a notebook does for ``wx``: it shows pickers, and plays sounds."""

from IPython import get_ipython
from IPython.display import display

from wxlab.api.choice import Choice
from wxlab.api.front_end import Voice


class Notebook:
    """The notebook that this kernel works for."""

    def pick(self, choice: Choice) -> None:
        """Show a picker below the cell that is at work."""
        from wxlab.notebook.picker import Picker

        display(Picker(choice))  # type: ignore[no-untyped-call]

    def play(self, voice: Voice) -> None:
        """Play a sound; whatever played before is interrupted."""
        from wxlab.notebook.player import STAGE

        if (player := STAGE.play(voice)) is not None:
            display(player)  # type: ignore[no-untyped-call]

    def pause(self) -> None:
        """Pause what plays, if something does."""
        from wxlab.notebook.player import STAGE

        STAGE.pause()

    def stop(self) -> None:
        """Stop what plays, if something does."""
        from wxlab.notebook.player import STAGE

        STAGE.stop()


_NOTEBOOK = Notebook()


def in_notebook() -> bool:
    """Whether this is a kernel, whose outputs somebody sees."""
    return getattr(get_ipython(), "kernel", None) is not None


def found() -> Notebook | None:
    """The notebook; ``None`` where this is none."""
    return _NOTEBOOK if in_notebook() else None
