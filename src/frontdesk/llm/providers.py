"""Settings -> who is asked: those that have a key, or an address of their own."""

from frontdesk.llm import profiles
from frontdesk.llm.client import Client
from frontdesk.llm.gemini import GeminiForm
from frontdesk.llm.gemini_chat import GeminiChat
from frontdesk.llm.openai import OpenAiForm
from frontdesk.llm.openai_chat import OpenAiChat
from frontdesk.llm.router import ChatProvider, Route
from frontdesk.llm.structured import Provider
from frontdesk.settings import Settings, vendors

# Of whole answers; streams have bounds of their own.
_SECONDS = 60.0


def first(settings: Settings, *, seconds: float) -> Provider | None:
    """The first in order; None where no model is configured. `seconds` is what one call may take."""
    if settings.model_provider is None:
        return None
    name, vendor = settings.model_provider
    client = Client(seconds)
    keys = _keys(vendor)
    if _speaks_gemini(name, vendor):
        return GeminiForm(client, base_url=vendor.base_url, model=vendor.model, keys=keys)
    return OpenAiForm(client, name=name, base_url=vendor.base_url, model=vendor.model, keys=keys)


def routes(settings: Settings) -> tuple[Route, ...]:
    """All that are configured, in order, over connections that they share."""
    client = Client(_SECONDS)
    return tuple(
        Route(_chat(client, name, vendor), _keys(vendor) or ("",)) for name, vendor in settings.model_providers
    )


def _chat(client: Client, name: str, vendor: vendors.Provider) -> ChatProvider:
    profile = profiles.of(name, vendor.model, is_local=not vendor.is_at_home)
    form = GeminiChat if _speaks_gemini(name, vendor) else OpenAiChat
    return form(client, name=name, base_url=vendor.base_url, model=vendor.model, profile=profile)


def _keys(vendor: vendors.Provider) -> tuple[str, ...]:
    return tuple(key.get_secret_value() for key in vendor.keys)


def _speaks_gemini(name: str, vendor: vendors.Provider) -> bool:
    return name == "gemini" and not vendor.base_url.endswith("/openai")
