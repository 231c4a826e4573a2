"""Settings -> the provider that is asked: the first of the four that has a key, or an address of its own."""

from frontdesk.llm.client import Client
from frontdesk.llm.gemini import GeminiForm
from frontdesk.llm.openai import OpenAiForm
from frontdesk.llm.structured import Provider
from frontdesk.settings import Settings


def first(settings: Settings, *, seconds: float) -> Provider | None:
    """None where no model is configured. `seconds` is what one call may take."""
    if settings.model_provider is None:
        return None
    name, vendor = settings.model_provider
    client = Client(seconds)
    keys = tuple(key.get_secret_value() for key in vendor.keys)
    if name == "gemini" and not vendor.base_url.endswith("/openai"):
        return GeminiForm(client, base_url=vendor.base_url, model=vendor.model, keys=keys)
    return OpenAiForm(client, name=name, base_url=vendor.base_url, model=vendor.model, keys=keys)
