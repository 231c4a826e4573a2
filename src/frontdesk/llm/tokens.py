"""How many tokens a text is: estimated by script, and put right by what vendors count."""

from collections import OrderedDict

_LATIN = 4.0  # characters a token
_OTHERS = 1.6
_OF_A_MESSAGE = 4
# How fast a model's own counts move the estimate; one odd reply must not.
_SHARE = 0.2
# Never less than we estimate: servers that cut off what is too long count what is left, and some not what they cached.
_LEAST, _MOST = 1.0, 2.0
_MODELS = 100


def estimate(text: str) -> int:
    """Without asking anybody: four letters a token in English, fewer in scripts that models know less well."""
    ascii_letters = len(text.encode("ascii", "ignore"))
    return _OF_A_MESSAGE + round(ascii_letters / _LATIN + (len(text) - ascii_letters) / _OTHERS)


def at_most(text: str) -> int:
    """No tokenizer makes more of it: a token has at least one byte."""
    return _OF_A_MESSAGE + len(text.encode("utf-8", "surrogatepass"))


class Measured:
    """The share by which models count more tokens than we estimate, learnt from their own counts. Each goes
    by the name under which it is asked for."""

    def __init__(self) -> None:
        self._factors: OrderedDict[str, float] = OrderedDict()

    def learn(self, asked: str, estimated: int, counted: int) -> None:
        if estimated <= 0 or counted <= 0:
            return
        seen = min(_MOST, counted / estimated)
        self._factors[asked] = max(_LEAST, (1 - _SHARE) * self._factors.get(asked, _LEAST) + _SHARE * seen)
        self._factors.move_to_end(asked)
        if len(self._factors) > _MODELS:
            self._factors.popitem(last=False)

    def of(self, estimated: int, asked: str) -> int:
        return round(estimated * self._factors.get(asked, _LEAST))
