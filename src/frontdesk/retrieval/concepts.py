"""What kind of thing a word names, so that a question for a kind ("Which instruments?") finds its things ("my oud").

The lists are everyday words (`words/concepts.toml`). All languages name kinds alike, so that "जानवर" finds a dog. What
a language does not list gets there by its English meanings.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from frontdesk.kit.languages import Language, read_words
from frontdesk.retrieval import stems, words

_Kinds = Mapping[str, tuple[str, ...]]

# What stemming leaves less of is as well left of other words.
_TELLING = 3


def kinds(roots: Iterable[str], language: Language) -> tuple[str, ...]:
    """Of what a word names, in a text: by its own root and by those of its English meanings."""
    return _found(_lists(language)[0], roots)


def asked(roots: Iterable[str], language: Language) -> tuple[str, ...]:
    """That a word asks for, in a question."""
    return _found(_lists(language)[1], roots)


def _found(listed: _Kinds, roots: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for root in roots for kind in listed.get(root, ())))


@cache
def _lists(language: Language) -> tuple[_Kinds, _Kinds]:
    """By roots as `language` makes them: three languages share a script, and people mix them."""
    named: defaultdict[str, dict[str, None]] = defaultdict(dict)
    asking: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for other in Language:
        for kind, listed in read_words("concepts", other).items():
            for root in _roots(listed["asked"], language):
                asking[root][kind] = None
            for root in _roots(f"{listed['asked']} {listed['are']}", language):
                named[root][kind] = None
    return _tuples(named), _tuples(asking)


def _roots(listed: str, language: Language) -> Iterator[str]:
    for word in words.tokens(listed):
        root = words.root(word, language)
        yield root if len(root) >= _TELLING else stems.fold(word)


def _tuples(listed: Mapping[str, dict[str, None]]) -> _Kinds:
    return {root: tuple(kinds) for root, kinds in listed.items()}
