"""Server-sent events, as far as the gateway writes them."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass


@dataclass(frozen=True)
class ServerSentEvent:
    """One event; `id` is empty where it has none."""

    id: str
    event: str
    data: str


async def parse_events(chunks: AsyncIterable[bytes]) -> AsyncIterator[ServerSentEvent]:
    """The events of a byte stream that comes in pieces of any length. An event that was cut off is left out."""
    fields: dict[str, str] = {}
    rest = b""
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for raw in lines:
            line = raw.decode(errors="replace").removesuffix("\r")
            if line:
                _add(fields, line)
                continue
            if "data" in fields:
                yield ServerSentEvent(fields.get("id", ""), fields.get("event", "message"), fields["data"])
            fields = {}


def _add(fields: dict[str, str], line: str) -> None:
    name, _, value = line.partition(":")
    value = value.removeprefix(" ")
    if name == "data" and "data" in fields:
        value = f"{fields['data']}\n{value}"
    if name:  # a line that begins with a colon is a comment: it keeps the connection alive
        fields[name] = value
