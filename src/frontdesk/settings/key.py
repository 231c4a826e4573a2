"""The secret that signs tokens and keys the hashes of codes."""

import secrets
from contextlib import suppress
from pathlib import Path

from frontdesk.settings.environment import SettingsError
from frontdesk.settings.groups import Settings
from frontdesk.settings.values import Environment


def secret_key(settings: Settings) -> str:
    """SECRET_KEY; outside production without one, a random key kept in the data directory (readable by its owner
    alone), so that tokens survive a restart."""
    if settings.security.secret_key is not None:
        return settings.security.secret_key.get_secret_value()
    if settings.environment is Environment.PRODUCTION:
        raise SettingsError("SECRET_KEY is not set: give it at least 32 random characters.")
    path = settings.server.data_dir / "secret.key"
    try:
        if not path.exists():
            _make(path)
        kept = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The generated key {path} cannot be kept ({error}): set SECRET_KEY instead.") from error
    if len(kept) < 32:
        raise SettingsError(f"The generated key {path} is damaged: remove the file, or set SECRET_KEY.")
    return kept


def _make(path: Path) -> None:
    """Links a finished file into place: of two processes at once one wins, and neither reads half a key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"secret.{secrets.token_hex(8)}.draft")
    draft.touch(mode=0o600)
    try:
        draft.write_text(secrets.token_urlsafe(48), "ascii")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
