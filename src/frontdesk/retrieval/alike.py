"""Which other words people use for one ("buy" and "purchase"), so that a question finds what was said in those.

The list is one of English words (`words/alike.toml`); other languages get there by what their words mean in English.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from frontdesk.kit.languages import Language, read_words
from frontdesk.retrieval import words


def others(roots: Iterable[str]) -> tuple[str, ...]:
    """The English roots that are used for one of these, themselves left out."""
    own = tuple(roots)
    found = dict.fromkeys(other for root in own for other in _listed().get(root, ()))
    return tuple(other for other in found if other not in own)


@cache
def _listed() -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for line in read_words("alike", Language.EN)["one"].splitlines():
        roots = [words.root(word, Language.EN) for word in line.split()]
        for root in roots:
            found[root] |= dict.fromkeys(roots)
    return {root: tuple(together) for root, together in found.items()}
