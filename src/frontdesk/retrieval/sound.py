"""How a word sounds, coarsely: the bridge between scripts for names and loan words.

"इंस्टाग्राम", "ইনস্টাগ্রাম" and "Instagram" share the key "anstgrm". Vowels are dropped except at the beginning,
where any of them is "a"; aspirates, retroflexes and sibilants fall together, because spellings of the same name differ
in just these.
"""

import re
import string
from collections.abc import Iterator
from functools import lru_cache


def _table(letters: str, sounds: str) -> dict[str, str]:
    return dict(zip(letters, sounds.split(), strict=True))


_CONSONANTS = _table(
    "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहळ",
    "k kh g gh ng ch chh j jh n t th d dh n t th d dh n p f b bh m y r l v sh sh s h l",
) | _table(
    "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহৎ\u09df",
    "k kh g gh ng ch chh j jh n t th d dh n t th d dh n p f b bh m j r l sh sh s h t y",
)
_NUKTA = {"ज": "z", "ड": "r", "ढ": "rh", "फ": "f", "य": "y", "ড": "r", "ঢ": "rh", "য": "y"}
_MATRAS = _table("ािीुूृेैोौॅॉ", "a i i u u ri e e o o e o") | _table("ািীুূৃেৈোৌ", "a i i u u ri e oi o ou")
_VOWELS = _table("अआइईउऊऋएऐओऔऑऍॲ", "a a i i u u ri e e o o o e e") | _table("অআইঈউঊঋএঐওঔ", "a a i i u u ri e oi o ou")
_NASALS = {"ं": "n", "ং": "ng", "ঃ": "", "ः": "", "ँ": "", "ঁ": ""}
_VIRAMAS = "्্"
_NUKTAS = "़়"

# English and romanised spellings that stand for one sound, tried in this order.
_SPELLINGS = (
    (re.compile("(?<=[a-z])gh(?=t|$)"), ""),
    (re.compile("^(?:kn|gn)"), "n"),
    (re.compile("^wr"), "r"),
    (re.compile("^ps"), "s"),
    (re.compile("tch"), "ch"),
    (re.compile("dge?"), "j"),
    (re.compile("[ts]ion"), "shn"),
    (re.compile("ph"), "f"),
    (re.compile("ck|cq"), "k"),
    (re.compile("sch"), "sk"),
    (re.compile("ch(?=[rl])"), "k"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("c(?!h)"), "k"),
    (re.compile("qu?"), "k"),
    (re.compile("^x"), "j"),
    (re.compile("x"), "ks"),
    (re.compile("wh"), "v"),
    (re.compile("w"), "v"),
    (re.compile("(?<=[a-z])g(?=e$)"), "j"),
)
# What romanised writing varies at will, made equal in this order.
_TYPED = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("e[ei]", "i"),
        ("oo", "u"),
        ("aa", "a"),
        ("w", "v"),
        ("q", "k"),
        ("z", "j"),
        ("ph", "f"),
        ("x", "ks"),
        ("[oa]u", "o"),
        ("ai", "e"),
        ("ck", "k"),
        ("(?:ch)+h?", "ch"),
        ("sh", "s"),
        ("c(?=[eiy])", "s"),
        ("c(?!h)", "k"),
        ("(?<=[bdgjkpt])h", ""),
        ("e(?=h[^aeiou])", "a"),
        ("y$", "i"),
        # A written "a" at the end is always the long one.
        ("(?<=.)a(?=.)", ""),
    )
)
_UNWRITTEN_BENGALI = re.compile("(?<=.)o(?=.)")
_PLAIN_DIGRAPHS = (("chh", "s"), ("ch", "s"), ("sh", "s"), ("zh", "j"))
_TO_CLASS = str.maketrans({"z": "j"})
_MUTE = re.compile("(?<=.)[aeiouyh]")
_TWICE = re.compile(r"(.)\1+")
_LATIN = re.compile("[a-z]+")

# The letters of an abbreviation as they are read out: "जेईई" is JEE, "ইউপিআই" is UPI.
_ALPHABETS = (
    "ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई जेड",
    "এ বি সি ডি ই এফ জি এইচ আই জে কে এল এম এন ও পি কিউ আর এস টি ইউ ভি ডব্লিউ এক্স ওয়াই জেড",
)
_LETTERS = {
    name: letter
    for alphabet in _ALPHABETS
    for name, letter in zip(alphabet.split(), string.ascii_lowercase, strict=True)
} | {"भी": "v", "डब्लू": "w", "वाय": "y"}
_LONGEST_LETTER = max(map(len, _LETTERS))
_READ_OUT = re.compile(f"(?:{'|'.join(_LETTERS)}){{2,}}")


@lru_cache(maxsize=8192)
def abbreviation(word: str) -> str:
    """The Latin letters that a word in another script reads out, at least two; "" if it is no such word."""
    return next(_spelled_out(word), "") if _READ_OUT.fullmatch(word) else ""


def _spelled_out(word: str) -> Iterator[str]:
    if not word:
        yield ""
    for size in range(min(len(word), _LONGEST_LETTER), 0, -1):
        if word[:size] in _LETTERS:
            yield from (_LETTERS[word[:size]] + rest for rest in _spelled_out(word[size:]))


@lru_cache(maxsize=8192)
def romanise(word: str) -> str:
    """A Devanagari or Bengali word in Latin letters as people type it; others come back as they are."""
    # Bengali spells the vowel of "app" and "manager" with a silent y.
    word = word.replace("অ্যা", "এ").replace("্যা", "ে").replace("্য", "")
    pieces: list[str] = []
    inherent = False  # the last consonant still carries its own "a"
    for place, char in enumerate(word):
        if char in _CONSONANTS:
            pieces += ["a", _CONSONANTS[char]] if inherent else [_CONSONANTS[char]]
            inherent = True
        elif char in _NUKTAS:
            if pieces:
                pieces[-1] = _NUKTA.get(word[place - 1], pieces[-1])
        elif char in _MATRAS or char in _VIRAMAS:
            pieces.append(_MATRAS.get(char, ""))
            inherent = False
        else:
            pieces += ["a"] if inherent else []
            pieces.append(_VOWELS.get(char, _NASALS.get(char, char)))
            inherent = False
    return "".join(pieces)


@lru_cache(maxsize=8192)
def keys(word: str) -> tuple[str, ...]:
    """The word's sound in one spelling, or two where the letters leave it open ("ch" in Michael and in Chennai)."""
    if not word.isascii():
        roman = _glides(romanise(word))
        # Nepali and Bengali write the v of loan words as bh: भिडियो, ভিডিও.
        return tuple(dict.fromkeys((_consonants(roman), _consonants(roman.replace("bh", "v")))))
    if not _LATIN.fullmatch(word):
        return (word,)
    first = _spelled(word)
    other = word
    if "ch" in word:
        other = word.replace("ch", "k")
    elif re.search("g[eiy]", word):
        other = re.sub("g(?=[eiy])", "j", word)
    elif "th" in word:
        other = word.replace("th", "s")
    second = _spelled(other)
    return (first,) if first == second else (first, second)


@lru_cache(maxsize=8192)
def spelling(word: str, *, bengali: bool = False) -> str:
    """The word as romanised writing has it, with what such writing varies at will made equal: "keemat" and "कीमत"
    are both "kimt". In romanised Bengali the unwritten vowel is an o ("khoroch"), so there every o goes too."""
    plain = romanise(word)
    for pattern, sound in _TYPED:
        plain = pattern.sub(sound, plain)
    return _TWICE.sub(r"\1", _UNWRITTEN_BENGALI.sub("", plain) if bengali else plain)


def _spelled(word: str) -> str:
    for pattern, sound in _SPELLINGS:
        word = pattern.sub(sound, word)
    return _consonants(word)


def _glides(roman: str) -> str:
    # Bengali writes the w of loan words as "oy": ওয়াশিংটন, হোয়াটসঅ্যাপ.
    return re.sub("(?:^|(?<=h))[ou]y", "v", roman)


def _consonants(roman: str) -> str:
    if roman[:1] in tuple("aeiou"):
        roman = "a" + roman[1:]
    for digraph, sound in _PLAIN_DIGRAPHS:
        roman = roman.replace(digraph, sound)
    roman = re.sub("^h(?=v)", "", roman.translate(_TO_CLASS).replace("w", "v"))
    roman = _MUTE.sub("", roman)
    return _TWICE.sub(r"\1", re.sub("n(?=[bp])", "m", roman).replace("ngk", "nk"))
