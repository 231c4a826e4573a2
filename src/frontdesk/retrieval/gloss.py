"""Any of the five languages word by word in English, for a model of meaning that has read English alone.

What comes of it is no translation and nobody reads it: the words stand as they stood, fillers are left out, and what no
list has is written as it sounds. It is near enough for a question to be compared with what answers it.
"""

from functools import cache, lru_cache

from frontdesk.kit.languages import Language
from frontdesk.kit.languages import words as lists
from frontdesk.retrieval import everyday, sound, stems, words

# Characters of the beginning and of the end of a message whose meaning is looked for.
_HALF = 250
_LANGUAGES = (Language.HI, Language.NE, Language.MR, Language.BN)


def gist(text: str) -> str:
    """Of a long message its beginning and its end, where people say what they want: the meaning of a whole page is of
    no use, and takes longer than anybody waits for it."""
    return text if len(text) <= 2 * _HALF else f"{text[:_HALF]} {text[-_HALF:]}"


def of(text: str, language: Language) -> str:
    """English text as it is."""
    said = words.tokens(text)
    if language is Language.EN and all(token.isascii() for token in said):
        return " ".join(text.split())
    return " ".join(filter(None, (_word(token, language) for token in said)))


@lru_cache(maxsize=8192)
def _word(token: str, language: Language) -> str:
    folded = stems.fold(token)
    script = stems.language_of(folded, language)
    if script is Language.EN:
        return _typed(token, language)
    if meant := _small(script).get(folded):
        return meant
    if folded in words.lexicon(script).stop:
        return ""
    for one in dict.fromkeys((script, *(() if script is Language.BN else _LANGUAGES[:3]))):
        if meant := _native(one).get(folded) or _native(one).get(stems.stem(token, one)):
            return meant
    if words.is_filler(words.Word(token, stems.stem(token, language)), language):
        return ""
    for one in dict.fromkeys((script, *(() if script is Language.BN else _LANGUAGES[:3]))):
        common = everyday.named(one)
        if heads := common.get(folded) or common.get(stems.stem(token, one)):
            return heads[0]
    return sound.abbreviation(token) or sound.spelling(token, bengali=script is Language.BN)


def _typed(token: str, language: Language) -> str:
    if language is Language.EN or not token.isalpha():
        return token
    own = (language, *(one for one in _LANGUAGES if one is not language))
    if meant := next((meant for one in own if (meant := _small(one).get(token))), ""):
        return meant
    if everyday.is_english(words.Word(token, stems.stem(token, Language.EN))):
        return token
    if words.is_romanised_filler(token):
        return ""
    for form in (token, *words.unended(token)):
        for one in own:
            key = sound.spelling(form, bengali=one is Language.BN)
            if meant := _romanised(one).get(key) or (_romanised(one).get(key.rstrip("aeiou")) if form[3:] else None):
                return meant
    for form in (token, *words.unended(token)):
        for one in own:
            key = sound.spelling(form, bengali=one is Language.BN)
            if heads := everyday.typed(key, one):
                return heads[0]
    return token


@cache
def _small(language: Language) -> dict[str, str]:
    """Fillers that turn what is asked: not, when, without."""
    listed = lists("knowledge", language).get("small", {})
    return {stems.fold(one): meaning for meaning, forms in listed.items() for one in forms.split()}


@cache
def _native(language: Language) -> dict[str, str]:
    """From a folded word, or its stem, to the English word that it is listed for first."""
    found: dict[str, tuple[int, str]] = {}
    shortened: dict[str, tuple[int, str]] = {}
    for meaning, forms in lists("knowledge", language)["means"].items():
        for place, form in enumerate(forms.split()):
            found[stems.fold(form)] = min(found.get(stems.fold(form), (place, meaning)), (place, meaning), key=_place)
            stem = stems.stem(form, language)
            shortened[stem] = min(shortened.get(stem, (place, meaning)), (place, meaning), key=_place)
    return {key: meaning for key, (_, meaning) in (shortened | found).items()}


@cache
def _romanised(language: Language) -> dict[str, str]:
    bengali = language is Language.BN
    found: dict[str, tuple[int, str]] = {}
    for meaning, forms in lists("knowledge", language)["means"].items():
        for place, form in enumerate(forms.split()):
            for key in (sound.spelling(form, bengali=bengali), sound.spelling(stems.fold(form), bengali=bengali)):
                found[key] = min(found.get(key, (place, meaning)), (place, meaning), key=_place)
    return {key: meaning for key, (_, meaning) in found.items()}


def _place(listed: tuple[int, str]) -> int:
    return listed[0]
