"""What is said to be kind and asks for nothing: a greeting, thanks, "who are you?". For doors that only answer; the
booking weighs the same words itself, beside the values that a message carries. Pure.
"""

from datetime import date

from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.extractors.message import layout
from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Context, Sheet
from frontdesk.booking.dialogue.extractors.wishes import question, remark
from frontdesk.kit.languages import Language

# Of several things that one message says, the first of these is answered.
KINDS = ("identity", "wellbeing", "chit_chat", "praise", "farewell", "thanks", "laugh", "greeting")
# Nothing that is looked at here hangs on a day or on what is sold.
_NO_DAY = date(2000, 1, 1)
_NOTHING_SOLD = Catalogue()
# Whoever says thanks in so few words and asks nothing says nothing else, whatever it is for.
_SHORT_THANKS = 8


def of(text: str, language: Language) -> str | None:
    """The kind of courtesy that fills the message, None where it says anything else: one of the kinds above,
    `only_text` for a picture or a recording, or `no_question` for what has nothing in it to look up ("ok", "12").
    """
    page = layout.lay_out(text, Context(_NOTHING_SOLD, language, _NO_DAY, None, {}))
    if silent := remark.without_words(page):
        return silent
    question.mark(page)
    kinds = [_kind(page, place) for place in range(len(page.clauses))]
    if not kinds or all(kind is None for kind in kinds):
        return None if any(page.asking) or remark.has_weight(text) else "no_question"
    if None in kinds:
        return None
    return next(kind for kind in KINDS if kind in kinds)


def _kind(page: Sheet, place: int) -> str | None:
    clause = page.clauses[place]
    if kind := question.small_talk(page, clause) or question.politeness(page, clause):
        return kind
    return "thanks" if not page.asking[place] and _is_thanks(page, clause) else None


def _is_thanks(page: Sheet, clause: Clause) -> bool:
    words = sum(page.tokens[at].kind != "mark" for at in range(clause.start, clause.end))
    return words <= _SHORT_THANKS and "thanks" in page.values("intent", clause.start, clause.end)
