"""What a word may be in a name: known, plain, a word of something else that people are also called by, or talk."""

import re
from enum import IntEnum

from frontdesk.booking.dialogue.extractors.choices import choice
from frontdesk.booking.dialogue.extractors.message import lexicon
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.kit.languages import Language

MOST_WORDS = 5
_NAME_LENGTH = 4
# April, Sunday, India, Mehndi: names where something else stands beside them that is none of these.
_SOFT = frozenset(
    {"month", "weekday", "day", "unit", "number", "ordinal", "part", "festival", "city", "country", "demonym", "place"}
    | {
        "calendar",
        "rank",
        "people",
        "money",
        "thousand",
        "nth",
        "same",
        "offers",
        "each",
        "option",
        "generic",
        "budget",
    }
    | {"clock", "vague", "within", "leaves", "degree", "settle", "topic", "link", "shift", "lead", "strange", "person"}
    | {"unit_hence", "from", "lives", "code", "weekday_short", "nearest", "weather", "fact", "onwards", "requests"}
    | {"such"}
)
_LISTED = frozenset({"given", "surname"})
# What marks a name and is no talk.
_NAMES = frozenset({"given", "surname", "honorific", "loan"})
# Romanised words that several languages have; in their own they are talk.
_OPENING = frozenset({"opens", "also", "lead"})
_LEANING = frozenset({"also"})
_DAYS = frozenset({"day", "weekday", "unit", "part", "number", "ordinal", "clock", "vague", "money", "people"})
# Not so in scripts without capitals: Mangal and Chaitra are people, "tomorrow" is nobody.
_NEVER = _DAYS - {"weekday", "number", "ordinal"}


# What may stand in a list of wishes as it is heard.
_OFFERED = frozenset({"city", "country", "place", "festival", "generic", "offers", "month", "option"})


class Kind(IntEnum):
    TALK = 0
    SOFT = 1
    PLAIN = 2
    KNOWN = 3


class Words:
    """The kinds of a sheet's tokens."""

    __slots__ = ("_english", "_exact", "_sounding", "sheet")

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._exact: list[set[str]] = [set() for _ in sheet.tokens]
        self._sounding: list[set[str]] = [set() for _ in sheet.tokens]
        self._english: list[set[str]] = [set() for _ in sheet.tokens]
        named = {at for one in _LISTED for at in sheet.marks.get(one, ())}
        for category, marks in sheet.marks.items():
            for mark in marks.values():
                if mark.sounds and category in _LISTED and not sheet.tokens[mark.start].text.isascii():
                    continue
                # What sounds like a name and like something else is no more of that.
                loose = mark.sounds and (sheet.tokens[mark.start].text.isascii() or mark.start in named)
                held = self._sounding if loose else self._exact
                for at in range(mark.start, mark.end):
                    held[at].add(category)
                    if mark.language is Language.EN and not mark.sounds:
                        self._english[at].add(category)

    def is_known(self, at: int) -> bool:
        """Listed as somebody's name."""
        return bool({"given", "surname"} & (self._exact[at] | self._sounding[at]))

    def is_talk_too(self, at: int) -> bool:
        """An everyday word as well: "amar" is Bengali for "my", Puja a feast."""
        return bool(self._exact[at] - _SOFT - _NAMES) and not self._is_beside_name(at)

    def is_talk(self, at: int) -> bool:
        """An everyday word, and nobody's name."""
        return self.is_talk_too(at) and not self.is_known(at)

    def is_initial(self, at: int) -> bool:
        """The K of "K. Raghavan" and of "A P J Kalam"."""
        tokens = self.sheet.tokens
        last = at > 0 and tokens[at - 1].kind == "word" and (at + 1 == len(tokens) or tokens[at + 1].kind == "mark")
        if last and len(tokens[at].text) == 1 and tokens[at].text.isascii() and not self.is_talk(at - 1):
            return tokens[at].text.isalpha()
        if len(tokens[at].text) > 2 or at + 1 >= len(tokens) or not tokens[at].text.isalpha():
            return False
        behind = tokens[at + 1]
        return (behind.text == "." and at + 2 < len(tokens) and tokens[at + 2].kind == "word") or (
            len(tokens[at].text) == 1 and tokens[at].text.isupper() and behind.text[:1].isupper()
        )

    def is_given(self, at: int) -> bool:
        return "given" in self._exact[at] or "given" in self._sounding[at]

    def kind(self, at: int) -> Kind:
        token = self.sheet.tokens[at]
        if token.kind != "word" or not all(
            char.isalpha() or ord(char) > 0x2FF or char in "'\u2019" for char in token.text
        ):
            return Kind.TALK
        if self.is_known(at):
            return Kind.KNOWN
        if self.is_initial(at):
            return Kind.SOFT
        exact = self._exact[at] - _NAMES
        talk = exact - _SOFT
        leaning = talk <= _LEANING and token.text.isascii() and self.sheet.language != "en"
        if talk and not leaning and not (talk <= _OPENING and token.text.istitle()) and not self._is_beside_name(at):
            return Kind.TALK
        return Kind.SOFT if exact or self._sounding[at] - _NAMES else Kind.PLAIN

    def _is_beside_name(self, at: int) -> bool:
        """Mansi Tomar, Lekha Pillai: talk of another language, but a capital beside a known name with one."""
        tokens = self.sheet.tokens
        if not tokens[at].text.istitle() or not tokens[at].text.isascii() or len(tokens[at].text) < _NAME_LENGTH:
            return False
        if self._english[at] - _SOFT - _NAMES:
            return False
        beside = (other for other in (at - 1, at + 1) if 0 <= other < len(tokens) and tokens[other].text.istitle())
        return any(self.is_known(other) for other in beside)

    def is_day(self, at: int) -> bool:
        """A word of days, times and amounts."""
        return bool(self._exact[at] & (_DAYS if self.sheet.tokens[at].text.isascii() else _NEVER))

    def covered(self, category: str, at: int) -> bool:
        return category in self._exact[at]

    def is_name(self, start: int, end: int) -> bool:
        """Can these tokens, all of them, be somebody's name? Asked of what was introduced or answers the question."""
        words = self.words(start, end)
        kinds = [self.kind(at) for at in words]
        if not words or len(words) > MOST_WORDS or Kind.TALK in kinds or _is_verb(self.sheet, words[-1], kinds[-1]):
            return False
        if len(words) > 1 and any(self._only_sounds(at) for at in words) and not self._is_time(words):
            return True
        if Kind.KNOWN in kinds or (Kind.PLAIN in kinds and not self._is_time(words)):
            return not (len(words) == 1 and self._is_talk_too(words[0]))
        return len(words) > 1 and all_capital(self.sheet, words) and not self._is_time(words)

    def is_plain(self, at: int) -> bool:
        """No word of any list, or one that merely resembles one ("Jhuma" a Hindi Friday): no place and no offer."""
        kind = self.kind(at)
        return kind is Kind.PLAIN or (kind is Kind.SOFT and self._only_sounds(at) and not self._sounding[at] & _OFFERED)

    def _only_sounds(self, at: int) -> bool:
        """ "Holly" and "Mai" only resemble words of other languages."""
        return not self._exact[at] and bool(self._sounding[at])

    def _is_time(self, words: list[int]) -> bool:
        """ "Kal bataungi" is no name, "Kal Penn" is."""
        return any(self.is_day(at) for at in words) and not all_capital(self.sheet, words)

    def _is_talk_too(self, at: int) -> bool:
        """ "More", "mane": as a single small word rather talk than a family name."""
        talk = (self._exact[at] - _SOFT - _NAMES) | (self._exact[at] & {"demonym"})
        return (
            bool(talk) and not self.is_given(at) and ("demonym" in talk or not self.sheet.tokens[at].text[:1].isupper())
        )

    def words(self, start: int, end: int) -> list[int]:
        """Places of words, without honorifics."""
        tokens = self.sheet.tokens
        return [
            at
            for at in range(start, end)
            if tokens[at].kind == "word" and (self.sheet.at("honorific", at) is None or self.is_known(at))
        ]

    def is_offer(self, start: int, end: int) -> bool:
        return choice.names_offer(self.sheet, start, end)


def all_capital(sheet: Sheet, words: list[int]) -> bool:
    return all(sheet.tokens[at].text[:1].isupper() for at in words)


def _is_verb(sheet: Sheet, at: int, kind: Kind) -> bool:
    """An unknown word with the ending of a verb: "bataungi", "dinchu"."""
    text = sheet.tokens[at].text.casefold()
    return (
        kind < Kind.KNOWN and text.endswith(lexicon.endings("verb_ending")) and not sheet.tokens[at].text[:1].isupper()
    )


def is_placelike(sheet: Sheet, at: int) -> bool:
    """Ends as places do: Rampur, Kharadi has no sign, Ganeshnagar has."""
    text = sheet.tokens[at].text.casefold()
    return text.endswith(lexicon.endings("place_ending"))


def is_state(sheet: Sheet, at: int) -> bool:
    """Behind "I am" an English word that tells how or what somebody is: busy, getting, interested."""
    text = sheet.tokens[at].text.casefold()
    return text.isascii() and text.endswith(lexicon.endings("state_ending"))


def dressed(value: str) -> str:
    """Words in small letters or capitals throughout become title case; whoever took care is left alone."""
    value = " ".join(value.split())
    if not value.isascii():
        return value
    shouted = value.isupper() and len(value) > 2
    return " ".join(_dressed(word, shouted=shouted) for word in value.split(" "))


def _dressed(word: str, *, shouted: bool) -> str:
    letters = word.replace(".", "")
    if word.islower() or (word.isupper() and (shouted or len(letters) > 2) and len(letters) > 1):
        return re.sub(r"[A-Za-z]+", lambda part: _titled(part, word), word.lower())
    return word


def _titled(part: re.Match[str], word: str) -> str:
    """Each part of Anne-Marie and O'Brien; not the s of Neha's."""
    text = part.group()
    is_ending = part.start() > 0 and word[part.start() - 1] in "'\u2019" and len(text) == 1
    return text if is_ending else text[:1].upper() + text[1:]
