"""What search compares: the words of a message, blind to case, accents and the script of digits.

Vowel signs and viramas are what Indic words are made of and stay; an accent and a nukta are typed or left out as people
please, a candrabindu is typed as an anusvara, and none of that makes another word.
"""

import re
import unicodedata

from frontdesk.kit.ids import ConversationId
from frontdesk.kit.text import ascii_digits, normalise
from frontdesk.storage.session import Sql, Tx

# Letters and digits, and the marks that stand inside words; dandas stand outside.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0963\u0966-\u096f\u0971-\u0dff\u0e31-\u0e4e\u1ab0-\u1aff"
)
WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+")
# Combining class 9 is the virama, 0 are the vowel signs; every other class is an accent or a nukta.
_ACCENTS = re.compile(
    "[" + "".join(char for char in map(chr, range(0x300, 0x1B00)) if unicodedata.combining(char) not in (0, 9)) + "]"
)
# Words longer than this are no words; their beginning is enough to find them by.
LONGEST = 64

_ADD = Sql(
    "INSERT INTO chat_words (chat, message_id, words)"
    " SELECT number, :message, :words FROM chats WHERE conversation_id = :id"
    " ON CONFLICT (chat, message_id) DO UPDATE SET words = excluded.words"
)


def folded(text: str) -> str:
    """The form in which two spellings of a word are the same."""
    if text.isascii():
        return text.lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    nasal = plain.replace("\u0901", "\u0902").replace("\u0981", "\u0982")
    return ascii_digits(nasal).casefold()


def of(text: str) -> list[str]:
    """The distinct folded words, in the order in which they first come."""
    return list(dict.fromkeys(word[:LONGEST] for word in WORD.findall(folded(normalise(text)))))


def add(tx: Tx, conversation_id: ConversationId, message_id: int, text: str) -> None:
    """Makes the message of a chat findable; again after it has changed."""
    tx.run(_ADD, id=conversation_id, message=message_id, words=f" {' '.join(of(text))} ")
