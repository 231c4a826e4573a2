"""What a question is about, as far as the catalogue and the calendar can answer it without the knowledge base."""

import re
from enum import StrEnum
from functools import cache

from frontdesk.kit.languages import Language, words

_BREAKS = re.compile(r"[\s.,!?;:()\"'।|/-]+")
# Typed with and without its dot below by the same people.
_NUKTA = str.maketrans("", "", "\u093c\u09bc")


class Topic(StrEnum):
    """`ELSEWHERE`: it sounds like one of the others, but is about something that only the knowledge base can know
    (the price of travel, the years of experience). `WISH` and `CHANGE`: a request in the form of a question
    ("could I have …", "can we make it …"). `DAY`: it asks whether a day is free, if it names one.
    `CODE`: while a code is open, it is about that."""

    PRICE = "price"
    SERVICES = "services"
    PACKAGES = "packages"
    DURATION = "duration"
    FREE = "free"
    DAY = "day"
    ELSEWHERE = "elsewhere"
    WISH = "wish"
    CHANGE = "change"
    CODE = "code"


OF_THE_CATALOGUE = frozenset({Topic.PRICE, Topic.PACKAGES, Topic.DURATION})


def of(question: str, language: Language) -> frozenset[Topic]:
    """English words count in every language: "Bridal का price कितना है?"."""
    said = _plain(question)
    return frozenset(
        topic
        for spoken in dict.fromkeys((language, Language.EN))
        for topic, phrases in _phrases(spoken)
        if any(phrase in said for phrase in phrases)
    )


def _plain(sentence: str) -> str:
    return f" {' '.join(_BREAKS.split(sentence.casefold().translate(_NUKTA)))} "


@cache
def _phrases(language: Language) -> tuple[tuple[Topic, tuple[str, ...]], ...]:
    """With a blank before each word, and behind it unless the list leaves its end open ("कीमत*")."""
    listed = words("topics", language)
    return tuple(
        (
            topic,
            tuple(
                _plain(phrase.removesuffix("*")).rstrip() + ("" if phrase.endswith("*") else " ")
                for phrase in listed[topic]
            ),
        )
        for topic in Topic
    )
