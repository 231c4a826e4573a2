"""What an email address may look like, and which ones look like a slip of the finger."""

from email_validator import EmailNotValidError, validate_email
from rapidfuzz.distance import OSA

_LONGEST = 254
# Typed so often that a neighbour of theirs is more likely a slip than a domain of its own.
_GREAT = (
    "gmail.com", "yahoo.com", "yahoo.in", "yahoo.co.in", "hotmail.com", "outlook.com", "rediffmail.com", "icloud.com",
    "live.com", "protonmail.com",
)  # fmt: skip
_OWN = frozenset(
    {*_GREAT, "ymail.com", "gmx.com", "mail.com", "email.com", "yahoo.co.uk", "yahoo.com.np", "hotmail.co.uk",
     "outlook.in", "live.in", "hotmail.in", "googlemail.com", "proton.me", "me.com", "aol.com"}
)  # fmt: skip
_SLIPPED_ENDINGS = frozenset({"con", "cmo", "ocm", "comm", "vom", "xom", "cim", "coom", "nte", "ogr", "come"})


def valid(address: str) -> str | None:
    """The canonical address, or None. Syntax only: nothing is looked up."""
    if len(address) > _LONGEST:
        return None
    try:
        return validate_email(address, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def is_doubtful(address: str) -> bool:
    """Valid, and yet it looks like a slip: gmial.com, gmail.con."""
    domain = address.rpartition("@")[2]
    if domain in _OWN:
        return False
    if domain.rpartition(".")[2] in _SLIPPED_ENDINGS:
        return True
    return any(
        OSA.distance(domain, great, score_cutoff=2) <= (2 if domain[0] == great[0] and len(great) > 8 else 1)
        for great in _GREAT
    )
