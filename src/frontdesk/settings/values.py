"""The kinds of values that settings have, and how one is declared."""

import ipaddress
import json
import re
from contextlib import suppress
from enum import StrEnum
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from babel.core import get_global
from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from frontdesk.kit.languages import Language
from frontdesk.kit.money import is_currency

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


def _environment(value: object) -> object:
    short = {"dev": "development", "testing": "test", "prod": "production"}
    return short.get(value.lower(), value.lower()) if isinstance(value, str) else value


def _listed(value: object) -> object:
    """A JSON list, or words with commas between them."""
    if not isinstance(value, str):
        return value
    if value.startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError('a list is written as ["a", "b"] or as a, b') from None
    return [part.strip() for part in value.split(",") if part.strip()]


def _templates(value: tuple[str, ...]) -> tuple[str, ...]:
    if not all(re.fullmatch(r"[a-z_]+(\.[a-z]{2})?=\w+", entry) for entry in value):
        raise ValueError("a template is named as booking_approved=HX… or, for one language, booking_approved.hi=HX…")
    return value


def _url(value: str) -> str:
    with suppress(ValueError):  # raised for a port that is no number
        parts = urlsplit(value)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return value.rstrip("/")
    raise ValueError("an address begins with http:// or https:// and names a host")


def origin_of(url: str) -> str:
    """As browsers write the site of `url`: in small letters, without path and without the scheme's own port."""
    parts = urlsplit(url)
    own = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, own) else "")


def _database(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    named = re.match(r"(sqlite(\+\w+)?:///.|postgres(ql)?(\+\w+)?://.)", url)
    with suppress(ValueError):  # raised for a port that is no number
        if named and urlsplit(url).port != 0:
            return value
    raise ValueError("a database is named as sqlite:///path/to/file.db or postgresql://user:password@host/name")


def _redis(value: SecretStr) -> SecretStr:
    with suppress(ValueError):  # raised for a port that is no number
        parts = urlsplit(value.get_secret_value())
        if (parts.scheme in ("redis", "rediss") and parts.port != 0) or (parts.scheme == "unix" and parts.path):
            return value
    raise ValueError("a Redis is named as redis://:password@host:6379/0, with rediss:// for TLS, or unix:///path")


def _currency(value: str) -> str:
    if not is_currency(value.upper()):
        raise ValueError("a currency is an ISO 4217 code such as INR")
    return value.upper()


def _country(value: str) -> str:
    if len(value) != 2 or value.upper() not in get_global("territory_currencies"):
        raise ValueError("a country is an ISO 3166 code such as IN")
    return value.upper()


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Templates = Annotated[Words, AfterValidator(_templates)]
Url = Annotated[str, AfterValidator(_url)]
Key = SecretStr | None
Keys = Annotated[tuple[SecretStr, ...], BeforeValidator(_listed)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Count = Annotated[int, Field(ge=1)]
Days = Annotated[int, Field(ge=1, le=36_500)]
PasswordScheme = Annotated[Literal["argon2", "bcrypt"], BeforeValidator(_lower)]
SmtpTls = Annotated[Literal["starttls", "tls", "none"], BeforeValidator(_lower)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
EnvironmentName = Annotated[Environment, BeforeValidator(_environment)]
Networks = Annotated[tuple[Network, ...], BeforeValidator(_listed)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
RedisUrl = Annotated[SecretStr, AfterValidator(_redis)]
Tongue = Annotated[Language, BeforeValidator(_lower)]
Currency = Annotated[str, AfterValidator(_currency)]
Country = Annotated[str, AfterValidator(_country)]


def env(*names: str, default: object, says: str) -> Any:
    """A field read from the first of `names` that is set; `says` is its sentence in settings.md."""
    return Field(default, validation_alias=AliasChoices(*names), description=says)


class Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True, validate_by_name=True)
