"""The one way to the terminal: answers go to standard output, everything said about them to standard error."""

from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def plain(text: str) -> None:
    """Exactly these characters and a line end, for what other programs read."""
    out.print(text, markup=False, emoji=False)


def note(sentence: str) -> None:
    err.print(sentence, markup=False, emoji=False)
