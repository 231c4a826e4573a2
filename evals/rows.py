"""The sentences: `open/utterances/<language>.txt` and `held/…`, one row a line.

`asked | text | expected`. `asked` is the field that was asked for, or empty; `asked@xx` names the language of the
conversation where it differs from the file's. `expected` joins by " ; ": `field=value`; `!field` or `!field=reason`
for a value that is wrong; `yes`, `no`, `cancel`, `human`, `question`. A `?` behind the name (`question?`,
`name?=Ravi`) says that careful people would differ: with or without it the row is right. Nothing else may be found.

`@ today=2026-11-21 catalogue=studio` sets what holds from there on. A row that begins with `~` is known not to be
understood yet; a test notices when it is.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from frontdesk.booking.dialogue import Catalogue
from frontdesk.booking.dialogue.state import Field

HERE = Path(__file__).parent
FLAGS = {"yes": ("confirm", True), "no": ("confirm", False), "cancel": ("cancel", True), "human": ("wants_human", True)}
FIELDS = tuple(name.value for name in Field if name is not Field.EVENT_TIME)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is expected; `value` None stands for any, `optional` for right with and without it."""

    key: str
    value: str | bool | None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    file: str
    line: int
    asked: str | None
    language: str
    today: date
    catalogue: str
    text: str
    parts: tuple[Part, ...] = field(default=())
    known_gap: bool = False

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


class Malformed(ValueError):
    """A row that cannot be read; the message names file and line."""


@cache
def catalogue(name: str) -> Catalogue:
    return Catalogue.of(tomllib.loads((HERE / "catalogues.toml").read_text("utf-8"))[name])


def read(folder: Path) -> Iterator[Row]:
    """Every row of every file in the folder; a file is named for its language, with anything behind a dash."""
    for path in sorted(folder.glob("*.txt")):
        yield from _file(path)


def _file(path: Path) -> Iterator[Row]:
    language = path.stem.partition("-")[0]
    today, offered = date(2026, 11, 21), "studio"
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("@"):
            told = dict(part.split("=") for part in line[1:].split())
            today = date.fromisoformat(told.get("today", today.isoformat()))
            offered = told.get("catalogue", offered)
            continue
        try:
            yield row(path.stem, number, line, language, today, offered)
        except ValueError as error:
            raise Malformed(f"{path}:{number}: {error}: {line}") from error


def row(file: str, number: int, line: str, language: str, today: date, offered: str = "studio") -> Row:
    """One line as a row; ValueError says what is wrong with it."""
    asked, text, expected = (part.strip() for part in line.removeprefix("~").split("|"))
    name, _, hint = asked.partition("@")
    if name and name not in FIELDS:
        raise ValueError(f"there is no field {name}")
    parts = tuple(_part(part.strip()) for part in expected.split(" ; ") if part.strip())
    said = text.replace("\\n", "\n")
    return Row(file, number, name or None, hint or language, today, offered, said, parts, line.startswith("~"))


def _part(written: str) -> Part:
    key, sign, value = written.partition("=")
    optional = key.endswith("?")
    key = key.removesuffix("?").strip()
    if key in FLAGS:
        return Part(*FLAGS[key], optional)
    if key == "question":
        return Part(key, None, optional)
    if key.removeprefix("!") not in FIELDS or (not sign and not key.startswith("!")):
        raise ValueError(f"{written} is nothing that can be expected")
    return Part(key, value.strip().replace("\\n", "\n") if sign else None, optional)
