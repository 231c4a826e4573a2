"""What kind of thing a word names, so that a question for a kind ("Which instruments?") finds its things ("my oud").

The lists are everyday English (`words/concepts.toml`): words of other languages get there by their English meanings.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from frontdesk.kit.languages import Language, read_words
from frontdesk.retrieval import words


def kinds(root: str) -> tuple[str, ...]:
    """Of what an English root names, in a text."""
    return _lists()[0].get(root, ())


def asked(root: str) -> tuple[str, ...]:
    """That an English root asks for, in a question."""
    return _lists()[1].get(root, ())


@cache
def _lists() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    of: defaultdict[str, dict[str, None]] = defaultdict(dict)
    asking: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for kind, listed in read_words("concepts", Language.EN).items():
        for word in listed["asked"].split():
            asking[words.root(word, Language.EN)][kind] = None
        for word in (*listed["asked"].split(), *listed["are"].split()):
            of[words.root(word, Language.EN)][kind] = None
    return ({root: tuple(names) for root, names in of.items()}, {root: tuple(names) for root, names in asking.items()})
