"""What search compares of a text: a packed row of word numbers, made once when the text is stored."""

import zlib
from array import array

from frontdesk.kit.languages import Language
from frontdesk.kit.text import ascii_digits, normalise

# Raised by whatever changes what `pack` makes of a text: stored rows of another version are packed anew.
VERSION = 1


def pack(text: str, language: Language) -> bytes:
    """Little-endian unsigned 32-bit numbers, one a term, in the order of the text, repeats included."""
    del language
    words = ascii_digits(normalise(text)).casefold().split()
    return array("I", (zlib.crc32(word.encode()) for word in words)).tobytes()
