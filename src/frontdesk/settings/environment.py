"""Environment and `.env` file -> `Settings`, or `SettingsError` with a sentence for each value that cannot be."""

import os
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from frontdesk.settings.groups import Settings
from frontdesk.settings.values import Group

_PROVIDER_KEY = re.compile(r"(?:AI_SERVICES__)?(OPEN_?ROUTER|GEMINI|GROQ|OPENAI)_API_KEY(?:_(\d{1,3}))?")

_MONGO = "everything is kept in one SQL database, DATABASE_URL"
UNUSED = {
    "MONGODB_URL": _MONGO,
    "MONGODB_URI": _MONGO,
    "MONGO_URI": _MONGO,
    "MONGO_URL": _MONGO,
    "MONGO_DATABASE": _MONGO,
    "DATABASE_NAME": _MONGO,
    "ANTHROPIC_API_KEY": "no feature needs it; OpenRouter offers the same models",
}


class SettingsError(Exception):
    """`problems`: one sentence each, naming the variable and never a secret's value."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def load(environ: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Settings:
    """Names are taken in any case. The environment wins over the file, whichever spelling each of them uses, and
    among spellings in one place the first that settings.md lists wins. Empty values count as not set."""
    outer = _clean(os.environ if environ is None else environ)  # noqa: TID251  # the one reader
    inner = _clean(_from_file(env_file)) if env_file is not None else {}
    values = _merge(_gather_keys(outer), _gather_keys(inner))
    groups: dict[str, Any] = {}
    problems: list[str] = []
    for name, group in group_types():
        try:
            groups[name] = group.model_validate(values)
        except ValidationError as error:
            problems += [_sentence(detail, group) for detail in error.errors(include_url=False)]
    if problems:
        raise SettingsError(*dict.fromkeys(problems))
    unused = {name: reason for name, reason in UNUSED.items() if name in values}
    settings = Settings(**groups, unused=unused)
    _check_together(settings)
    return settings


def group_types() -> Iterator[tuple[str, type[Group]]]:
    """The groups of `Settings`, in its order."""
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Group):
            yield name, field.annotation


def spellings(field: FieldInfo) -> tuple[str, ...]:
    """Every name of one setting, the preferred one first."""
    choices = field.validation_alias
    return tuple(str(choice) for choice in choices.choices) if isinstance(choices, AliasChoices) else ()


def _clean(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name.upper(): value.strip() for name, value in values.items() if value and value.strip()}


def _from_file(path: Path) -> Mapping[str, str | None]:
    if not path.is_file():
        return {}
    try:
        # Only loaded where there is a file to read.
        values: Mapping[str, str | None] = import_module("dotenv").dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The file {path} cannot be read: {error}.") from error
    return values


def _gather_keys(values: dict[str, str]) -> dict[str, Any]:
    """Puts a provider's numbered keys under its one name, in order and each once."""
    found: dict[str, dict[str, int]] = {}
    rest: dict[str, Any] = {}
    for name, value in values.items():
        match = _PROVIDER_KEY.fullmatch(name)
        if match is None:
            rest[name] = value
            continue
        vendor = match[1].replace("_", "")
        for key in value.split(","):
            place = found.setdefault(f"AI_SERVICES__{vendor}_API_KEY", {})
            place[key.strip()] = min(int(match[2] or 0), place.get(key.strip(), 1_000))
    for name, keys in found.items():
        rest[name] = tuple(sorted(filter(None, keys), key=lambda key: keys[key]))
    return rest


def _merge(outer: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
    """`outer` over `inner`: a name in `outer` also hides its other spellings in `inner`."""
    merged = dict(inner)
    for _, group in group_types():
        for field in group.model_fields.values():
            names = spellings(field)
            if any(name in outer for name in names):
                for name in names:
                    merged.pop(name, None)
    return merged | outer


_NETWORKS = "must list networks such as 10.0.0.0/8"
_SAID = {
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "zoneinfo_str": "must be a time zone such as Asia/Kolkata",
    "ip_v4_network": _NETWORKS,
    "ip_v6_network": _NETWORKS,
    "string_type": "must list words",
}


def _sentence(detail: ErrorDetails, group: type[Group]) -> str:
    name = str(detail["loc"][0])
    secret = _is_secret(name, group)
    given = str(detail["input"])[:60]
    context = detail.get("ctx", {})
    match detail["type"]:
        case "value_error":
            refused = "used" if secret else f'"{given}"'
            return f"{name} cannot be {refused}: {context['error']}."
        case "greater_than_equal":
            said = f"must be at least {context['ge']}"
        case "less_than_equal":
            said = f"must be at most {context['le']}"
        case "enum" | "literal_error":
            said = f"must be {context['expected']}"
        case kind:
            said = _SAID.get(kind, f"cannot be used ({detail['msg']})")
    return f"{name} {said}." if secret else f'{name} {said}, not "{given}".'


def _is_secret(name: str, group: type[Group]) -> bool:
    field = next(field for field in group.model_fields.values() if name in spellings(field))
    return "SecretStr" in repr(field.annotation)


def _check_together(settings: Settings) -> None:
    if "*" in settings.cors.origins and settings.cors.credentials:
        raise SettingsError(
            "CORS__ALLOWED_ORIGINS cannot be * while CORS__ALLOW_CREDENTIALS is true: name the sites instead."
        )
