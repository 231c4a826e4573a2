"""Both wire forms against servers of their form: what is asked, and what each failure means."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from tests.simulators.model import KEY, LanguageModel
from tests.simulators.vendor import Answers, Breaks, Fault, Hangs, Resets

from frontdesk import settings
from frontdesk.llm import providers
from frontdesk.llm.client import Client
from frontdesk.llm.failures import ModelFailed
from frontdesk.llm.gemini import GeminiForm
from frontdesk.llm.messages import Usage
from frontdesk.llm.openai import OpenAiForm
from frontdesk.llm.structured import Ask, Provider

Form = Callable[..., Provider]

_WORDS = {
    "type": "object",
    "properties": {"words": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}},
    "required": ["words"],
    "additionalProperties": False,
}
ASK = Ask("words", "Answer in JSON.", '{"message": "नमस्ते \\"a\\""}', _WORDS)


@pytest.fixture
async def vendor() -> AsyncIterator[LanguageModel]:
    async with LanguageModel() as started:
        yield started


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    made = Client(5.0)
    yield made
    await made.close()


@pytest.fixture
def openai(vendor: LanguageModel, client: Client) -> OpenAiForm:
    return OpenAiForm(client, name="openai", base_url=vendor.openai_url, model="gpt-4o-mini", keys=[KEY])


@pytest.fixture
def gemini(vendor: LanguageModel, client: Client) -> GeminiForm:
    return GeminiForm(client, base_url=vendor.gemini_url + "/", model="models/gemini-2.5-flash", keys=[KEY])


@pytest.fixture(params=["openai", "gemini"])
def provider(request: pytest.FixtureRequest) -> Provider:
    made: Provider = request.getfixturevalue(request.param)
    return made


async def test_a_question_arrives_whole_and_the_document_comes_back(vendor: LanguageModel, provider: Provider) -> None:
    vendor.says = lambda question: {"words": [question["message"]]}
    assert (await provider.answer(ASK)).document == '{"words":["नमस्ते \\"a\\""]}'
    assert vendor.asked[0].system == "Answer in JSON."


@pytest.mark.parametrize("counts", [(400, 50), None])
async def test_what_it_cost_is_what_the_vendor_counts(
    vendor: LanguageModel, provider: Provider, counts: tuple[int, int] | None
) -> None:
    vendor.counts = counts
    assert (await provider.answer(ASK)).usage == (None if counts is None else Usage(*counts))


@pytest.mark.parametrize("wrapped", ['```json\n{"words": []}\n```', '```\n{"words": []}\n```', ' {"words": []}\n'])
async def test_markdown_around_the_document_is_taken_off(
    vendor: LanguageModel, provider: Provider, wrapped: str
) -> None:
    vendor.says = lambda _: wrapped
    assert (await provider.answer(ASK)).document == '{"words": []}'


async def test_a_model_that_takes_no_schemas_is_told_it_in_words(vendor: LanguageModel, openai: OpenAiForm) -> None:
    vendor.takes_schemas = False
    for _ in range(2):
        assert (await openai.answer(ASK)).document == '{"values":[],"choices":[]}'
    assert '"enum":["a","b"]' in vendor.asked[0].system
    assert len(vendor.seen) == 3  # it is tried once


async def test_keys_are_taken_in_turn_and_a_local_server_needs_none(vendor: LanguageModel, client: Client) -> None:
    form = OpenAiForm(client, name="openai", base_url=vendor.openai_url, model="m", keys=["one", "two"])
    for _ in range(3):
        with pytest.raises(ModelFailed):
            await form.answer(ASK)
    assert [seen.headers["Authorization"] for seen in vendor.seen] == ["Bearer one", "Bearer two", "Bearer one"]
    with pytest.raises(ModelFailed):
        await OpenAiForm(client, name="openai", base_url=vendor.openai_url, model="m", keys=()).answer(ASK)
    assert "Authorization" not in vendor.seen[-1].headers


async def test_only_models_that_think_are_told_not_to(vendor: LanguageModel, client: Client) -> None:
    for model in ("gemini-2.5-flash-lite", "gemini-2.0-flash"):
        await GeminiForm(client, base_url=vendor.gemini_url, model=model, keys=[KEY]).answer(ASK)
    assert [b"thinkingBudget" in seen.body for seen in vendor.seen] == [True, False]


_CUT = {"choices": [{"message": {"content": '{"wo'}, "finish_reason": "length"}]}
_REFUSED = {"choices": [{"message": {"content": None, "refusal": "I cannot."}, "finish_reason": "stop"}]}
_FILTERED = {"choices": [{"message": {"content": ""}, "finish_reason": "content_filter"}]}
_SILENT = {"choices": [{"message": {"content": None}, "finish_reason": "stop"}]}
_PIECES = {"choices": [{"message": {"content": [{"type": "text"}]}, "finish_reason": "stop"}]}

_EITHER: list[tuple[list[Fault], str]] = [
    ([Answers(429, {"error": {"message": "…"}})], "limited"),
    ([Answers(500, text="<html>")], "broken"),
    ([Answers(503, {"error": {"code": 503, "message": "overloaded", "status": "UNAVAILABLE"}})], "broken"),
    ([Answers(401, {"error": {"message": "…"}})], "auth"),
    ([Answers(400, {"error": {"message": "…"}})], "rejected"),
    ([Answers(302, headers={"Location": "https://elsewhere.example"})], "rejected"),
    ([Answers(200, text="<html>")], "unreadable"),
    ([Answers(200, text="[" * 100_000)], "unreadable"),
    ([Answers(200, text="x" * 300_000)], "oversize"),
    ([Answers(200, headers={"Content-Encoding": "gzip"}, text="no gzip")], "disconnected"),
    ([Resets()], "disconnected"),
    ([Breaks()], "disconnected"),
]
_OPENAI: list[tuple[list[Fault], str]] = [
    ([Answers(200, document)], reason)
    for document, reason in (
        (_CUT, "cut"),
        (_REFUSED, "refused"),
        (_FILTERED, "refused"),
        (_SILENT, "unreadable"),
        (_PIECES, "unreadable"),
        ({"choices": []}, "unreadable"),
        ({"choices": [None]}, "unreadable"),
        ({"choices": [{"message": None}]}, "unreadable"),
        ({"error": {"code": 502, "message": "…"}}, "broken"),
    )
]
_GEMINI: list[tuple[list[Fault], str]] = [
    ([Answers(200, document)], reason)
    for document, reason in (
        ({"promptFeedback": {"blockReason": "SAFETY"}}, "refused"),
        ({"candidates": [{"finishReason": "SAFETY"}]}, "refused"),
        ({"candidates": [{"finishReason": "MAX_TOKENS", "content": {"parts": [{"text": "{"}]}}]}, "cut"),
        ({"candidates": [{"finishReason": "STOP", "content": {"role": "model"}}]}, "unreadable"),
        ({"candidates": [{"content": {"parts": [{"text": None}]}}]}, "unreadable"),
        ({"candidates": [{"content": {"parts": ["text"]}}]}, "unreadable"),
        ({"candidates": []}, "unreadable"),
        ({"promptFeedback": None}, "unreadable"),
    )
]


@pytest.mark.parametrize(("faults", "reason"), _EITHER)
async def test_each_failure_has_its_word(
    vendor: LanguageModel, provider: Provider, faults: list[Fault], reason: str
) -> None:
    vendor.script += faults
    with pytest.raises(ModelFailed) as caught:
        await provider.answer(ASK)
    assert caught.value.reason == reason
    assert (KEY in str(caught.value), caught.value.__cause__) == (False, None)


@pytest.mark.parametrize(("faults", "reason"), _OPENAI)
async def test_openai_answers_without_a_document(
    vendor: LanguageModel, openai: OpenAiForm, faults: list[Fault], reason: str
) -> None:
    await test_each_failure_has_its_word(vendor, openai, faults, reason)


@pytest.mark.parametrize(("faults", "reason"), _GEMINI)
async def test_gemini_answers_without_a_document(
    vendor: LanguageModel, gemini: GeminiForm, faults: list[Fault], reason: str
) -> None:
    await test_each_failure_has_its_word(vendor, gemini, faults, reason)


async def test_what_a_stale_connection_swallowed_is_sent_once_more(vendor: LanguageModel, provider: Provider) -> None:
    await provider.answer(ASK)
    vendor.script.append(Resets())
    assert (await provider.answer(ASK)).document == '{"values":[],"choices":[]}'
    assert len(vendor.seen) == 3


async def test_what_a_new_connection_lost_may_be_paid_for_and_is_not_sent_again(
    vendor: LanguageModel, provider: Provider
) -> None:
    vendor.script.append(Resets())
    with pytest.raises(ModelFailed):
        await provider.answer(ASK)
    assert len(vendor.seen) == 1


async def test_closing_ends_what_is_under_way_for_good(
    vendor: LanguageModel, provider: Provider, client: Client
) -> None:
    await provider.answer(ASK)
    vendor.script.append(Hangs())
    asking = asyncio.create_task(provider.answer(ASK))
    await vendor.took(2)
    await client.close()
    with pytest.raises(ModelFailed):
        await asking
    assert (len(vendor.seen), client._session) == (2, None)


async def test_an_error_that_is_null_is_none(vendor: LanguageModel, openai: OpenAiForm) -> None:
    message = {"content": "{}", "refusal": None}
    vendor.script.append(Answers(200, {"error": None, "choices": [{"message": message, "finish_reason": "stop"}]}))
    assert (await openai.answer(ASK)).document == "{}"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://no-such-host.invalid", "http://127.0.0.1:1:2"])
async def test_an_address_that_leads_nowhere(client: Client, url: str) -> None:
    form = OpenAiForm(client, name="openai", base_url=url, model="m", keys=[KEY])
    with pytest.raises(ModelFailed) as caught:
        await form.answer(ASK)
    assert caught.value.reason == "connection"


async def test_a_key_that_no_header_may_hold_is_a_failure_like_others(vendor: LanguageModel, client: Client) -> None:
    form = OpenAiForm(client, name="openai", base_url=vendor.openai_url, model="m", keys=["a\nb"])
    with pytest.raises(ModelFailed):
        await form.answer(ASK)
    assert vendor.seen == []


@pytest.mark.parametrize(
    ("environ", "name", "kind"),
    [
        ({}, None, None),
        ({"GROQ_API_KEY": "g", "OPENAI_API_KEY": "o"}, "groq", OpenAiForm),
        ({"GEMINI_API_KEY": "k", "GROQ_API_KEY": "g"}, "gemini", GeminiForm),
        ({"GEMINI_API_KEY": "k", "GEMINI_BASE_URL": "https://x.example/v1beta/openai/"}, "gemini", OpenAiForm),
        ({"OPENROUTER_API_KEY": "k", "GEMINI_API_KEY": "g"}, "openrouter", OpenAiForm),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:11434/v1"}, "openai", OpenAiForm),
    ],
)
def test_the_first_that_is_configured_is_asked(environ: dict[str, str], name: str | None, kind: type | None) -> None:
    made = providers.first(settings.load(environ, env_file=None), seconds=3.0)
    assert (made.name if made else None, type(made) if made else None) == (name, kind)
