"""Wire shape of why a reply says what it says."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.assistant.local import By
from frontdesk.assistant.trace import Trace
from frontdesk.conversations.replies import State
from frontdesk.web.surfaces.personal_chat.chat_schemas import UsageOut

_EXAMPLE: dict[str, Any] = {
    "message_id": "412",
    "session_id": "4d1c6d0e9f8b7a6c5d4e3f2a1b0c9d8e",
    "answered_by": "model",
    "provider": "openai",
    "model": "gpt-4",
    "usage": {"prompt_tokens": 412, "completion_tokens": 12, "total_tokens": 424},
    "rules": ["You are the personal assistant of whoever writes to you, run by Asha's Studio. …"],
    "sources": [{"id": "0b1c", "title": "Opening hours", "score": 0.42, "quoted": None}],
    "memories": [{"id": "7f3a", "content": "I live in Pune", "score": 0.51, "reason": "Has the words of the question"}],
    "tools": [{"name": "get_current_weather", "arguments": '{"location": "Pune"}', "state": "done", "ms": 212.4}],
    "prompt": {"rules": 131, "knowledge": 64, "memories": 23, "history": 0, "question": 9, "tools": 185},
    "durations": {"look_up": 11.3, "first_token": 412.8, "all": 1480.2},
    "incomplete": False,
    "failure": None,
}


class TraceSource(BaseModel):
    """An entry of the knowledge base."""

    id: str
    title: str
    score: float = Field(description="The share of the question, 0 to 1, that it covers.")
    quoted: tuple[int, int] | None = Field(
        description="Where the reply is this entry's own words: from that character of its content to before that one."
    )


class TraceMemory(BaseModel):
    id: str
    content: str | None = Field(description="As it is now; null if it has been erased since.")
    score: float
    reason: str | None


class TraceTool(BaseModel):
    name: str
    arguments: str = Field(description="JSON as the model wrote it.")
    state: str = Field(description="`done` or `failed`; `running` where the reply was cut short meanwhile.")
    ms: float | None


class TracePrompt(BaseModel):
    """In tokens, as estimated, of the first call."""

    rules: int
    knowledge: int
    memories: int
    history: int
    question: int
    tools: int


class TraceDurations(BaseModel):
    """Milliseconds since the question came; null for what never was."""

    look_up: float | None = Field(description="Until all that the assistant may know had been looked up.")
    first_token: float | None
    all: float | None


class TraceOut(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    message_id: str
    session_id: str
    answered_by: By | None = Field(
        description="What the reply was made of: without a model, quoted entries, memories, or small talk."
    )
    provider: str | None
    model: str | None
    usage: UsageOut = Field(description="What all calls of the reply cost.")
    rules: list[str] = Field(description="What a model is told to be and to do.")
    sources: list[TraceSource] = Field(description="Entries that it was given.")
    memories: list[TraceMemory] = Field(description="Those that it was given, or quotes.")
    tools: list[TraceTool]
    prompt: TracePrompt
    durations: TraceDurations
    incomplete: bool
    failure: str | None = Field(description="The code of what broke it off.")

    @staticmethod
    def of(trace: Trace) -> "TraceOut":
        outcome, prompt, durations = trace.reply.outcome, trace.prompt, trace.durations
        quoted = {one.entry_id: (one.start, one.end) for one in trace.quoted}
        sent, made = outcome.prompt_tokens or 0, outcome.completion_tokens or 0
        return TraceOut(
            message_id=str(trace.reply.message_id),
            session_id=trace.reply.conversation_id,
            answered_by=trace.by,
            provider=outcome.provider,
            model=outcome.model,
            usage=UsageOut(prompt_tokens=sent, completion_tokens=made, total_tokens=sent + made),
            rules=list(trace.rules),
            sources=[
                TraceSource(id=one.id, title=one.title, score=one.score, quoted=quoted.get(one.id))
                for one in trace.entries
            ],
            memories=[
                TraceMemory(
                    id=one.id,
                    content=None if one.memory is None else one.memory.content,
                    score=one.score,
                    reason=one.reason,
                )
                for one in trace.memories
            ],
            tools=[
                TraceTool(name=one.name, arguments=one.arguments, state=one.state, ms=one.ms) for one in trace.tools
            ],
            prompt=TracePrompt(**{name: prompt.get(name, 0) for name in TracePrompt.model_fields}),
            durations=TraceDurations(**{name: durations.get(name) for name in TraceDurations.model_fields}),
            incomplete=outcome.state is not State.DONE,
            failure=trace.failure,
        )
