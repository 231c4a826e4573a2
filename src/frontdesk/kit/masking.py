"""What looks like a secret, a code, a number or an address of a person, in any text."""

import re

MASK = "•••"

_HIDDEN = re.compile(
    r"(?P<jwt>\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?)"
    r"|(?P<scheme>\b(?:Bearer|Basic)\s+)[^\s\"',]+"
    r"|(?P<login>://)[^/\s:@]*:[^@\s]+(?=@)"
    r"|(?P<pair>(?:\b\w*(?:password|passwd|secret|token|ticket|api_?key|input_value)|\b(?:otp|code))[\"']?\s*[=:]\s*)"
    r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'&,;}\])]+)"
    r"|(?P<vendor>\b(?:sk|gsk|xkeysib|SG|rzp|whsec|AIza)[-_.][\w.-]{10,})"
    r"|(?P<email>[^\s@<>\"'(),;:=]{1,64}@[^\s@<>\"'(),;:=]{1,250}\.[^\s@<>\"'(),;:=.]+)"
    r"|(?P<opaque>(?<![\w-])[A-Za-z0-9_-]{40,}(?![\w-]))"
    r"|(?P<digits>(?<!\w)\+?\d(?:[\s().-]{0,2}\d){5,17}(?!\w))"
)
_DATE_OR_MACHINE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,3}(\.\d{1,3}){3}")


def _hide(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "digits":
        return match[0] if _DATE_OR_MACHINE.fullmatch(match[0]) else MASK
    if kind in ("scheme", "login", "pair"):
        return match[kind] + MASK
    return MASK


def secrets(text: str) -> frozenset[str]:
    """Which kinds of it are there: jwt, scheme, login, pair, vendor, email, opaque, digits."""
    return frozenset(
        str(hit.lastgroup)
        for hit in _HIDDEN.finditer(text)
        if not (hit.lastgroup == "digits" and _DATE_OR_MACHINE.fullmatch(hit[0]))
    )


def masked(text: str) -> str:
    """`text` without what looks like a secret, a code, a number or an address of a person."""
    return _HIDDEN.sub(_hide, text)
