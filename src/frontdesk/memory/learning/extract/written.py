"""A rule as people write it, made into what is looked for in the folded words of a clause.

    {class}    any phrase of the class of that name      word/other   either
    word*      a word that begins so                      *word        a word that ends so
    word?      may be missing; also {class}?              #  ####      a number in digits, a year
    ..         up to three words      ...  up to eight    ^  $         the clause begins, ends here
    a & b      both, wherever they stand                  !a           and this nowhere in the clause
    <...>      what it is about: one to eight words, the first of them

All words are folded as the message's are (clauses.fold), so spellings of one word need writing once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from frontdesk.memory.learning.extract.clauses import fold

_CLASS = re.compile(r"\{(\w+)\}(\??)")
# Groups, so that what stands between the words of a rule can be told from them.
_GAPS = {"..": r"((?:\S+ ){0,3}?)", "...": r"((?:\S+ ){0,8}?)", "<...>": r"(?P<value>(?:\S+ ){1,8})"}


class Malformed(ValueError):
    """A rule that cannot be read; the message says which."""


@dataclass(frozen=True, slots=True)
class Pattern:
    wanted: tuple[re.Pattern[str], ...]
    unwanted: tuple[re.Pattern[str], ...]

    def find(self, line: str) -> list[re.Match[str]] | None:
        """One match for each part, None unless all are there."""
        hits: list[re.Match[str]] = []
        for part in self.wanted:
            hit = part.search(line)
            if hit is None:
                return None
            hits.append(hit)
        return None if any(part.search(line) for part in self.unwanted) else hits


def phrases(listed: Sequence[str]) -> re.Pattern[str]:
    """Any of them, wherever it stands in a line."""
    if not listed:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<= )(?:{'|'.join(_sequence(one, {}) for one in listed)})")


def pattern(rule: str, classes: Mapping[str, Sequence[str]]) -> Pattern:
    wanted: list[re.Pattern[str]] = []
    unwanted: list[re.Pattern[str]] = []
    for piece in rule.split("&"):
        part = piece.strip()
        bare = part.removeprefix("!")
        try:
            (unwanted if bare != part else wanted).append(re.compile(rf"(?<= ){_once(bare, classes)}"))
        except (KeyError, re.error) as error:
            raise Malformed(f"{rule!r}: {error}") from error
    return Pattern(tuple(wanted), tuple(unwanted))


def _once(written: str, classes: Mapping[str, Sequence[str]]) -> str:
    """The first <...> is the value, further ones only words."""
    before, named, rest = _sequence(written, classes).partition("(?P<value>")
    return before + named + rest.replace("(?P<value>", "(?:")


def _sequence(written: str, classes: Mapping[str, Sequence[str]]) -> str:
    return "".join(_element(element, classes) for element in written.replace("-", " ").split())


def _element(element: str, classes: Mapping[str, Sequence[str]]) -> str:
    if element in _GAPS:
        return _GAPS[element]
    if element == "^":
        return r"(?<=^ )"
    if element == "$":
        return "$"
    if named := _CLASS.fullmatch(element):
        members = "|".join(_sequence(one, classes) for one in sorted(classes[named[1]], key=len, reverse=True))
        return f"(?:{members}){named[2]}"
    if "{" in element or "}" in element:
        raise re.error(f"{element} is neither a class nor a word")
    is_optional = element.endswith("?")
    either = "|".join(_word(word) for word in element.removesuffix("?").split("/"))
    return f"(?:(?:{either}) ){'?' if is_optional else ''}"


def _word(word: str) -> str:
    if word == "####":
        return r"(?:19|20)\d\d"
    if word.startswith("#"):
        return r"\d+(?:[.,]\d+)?" + (r"\S*" if word.endswith("*") else "")
    before, after = word.startswith("*"), word.endswith("*") and word != "*"
    return (
        (r"\S*" if before else "")
        + re.escape(fold(word.strip("*"), is_part=before or after))
        + (r"\S*" if after else "")
    )
