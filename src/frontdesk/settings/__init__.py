"""The environment, read here and nowhere else: `settings.load()` -> `Settings`.

environment.py  environment and .env file -> Settings   groups.py   our own settings: names, default, meaning
values.py       kinds of values                         vendors.py  those of outside services
judge.py        what is missing or weak                 key.py      the secret key, made once in development
"""

from frontdesk.settings.environment import SettingsError, load
from frontdesk.settings.groups import RateLimit, Retention, Settings
from frontdesk.settings.judge import is_guessable, problems, warnings
from frontdesk.settings.key import secret_key
from frontdesk.settings.values import Environment

# Other packages export nothing from here: settings read as one module.
__all__ = [
    "Environment",
    "RateLimit",
    "Retention",
    "Settings",
    "SettingsError",
    "is_guessable",
    "load",
    "problems",
    "secret_key",
    "warnings",
]
