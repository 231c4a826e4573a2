"""Server-sent events out of bytes that come in any pieces.

A model's stream is thousands of small events: whatever is plain goes the short way, everything else by the letter.
"""

from frontdesk.llm.failures import ModelFailed

# What is larger and still unfinished is no event.
_LARGEST_EVENT = 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_PREFIX = b"data: "
_PREFIX_LENGTH = len(_PREFIX)


class Reader:
    """`feed` gives what `data` says in each event that became complete; names, numbers and comments are passed over."""

    __slots__ = ("_begun", "_cr", "_rest")

    def __init__(self) -> None:
        self._rest = bytearray()
        self._begun = False
        self._cr = False

    def feed(self, data: bytes) -> list[bytes]:
        """ModelFailed("oversize") if an event does not come to its end."""
        if self._cr or b"\r" in data:
            data = self._plain(data)
        rest = self._rest
        if rest or not self._begun:
            seen = max(len(rest) - 1, 0)
            rest += data
            if rest.find(b"\n\n", seen) < 0:
                return self._waiting()
            data = self._taken()
        events = data.split(b"\n\n")
        if last := events.pop():
            rest += last
            self._waiting()
        found = []
        for event in events:
            if event.startswith(_PREFIX) and b"\n" not in event:
                found.append(event[_PREFIX_LENGTH:])
            else:
                _read_lines(event, found)
        return found

    def end(self) -> list[bytes]:
        """The event whose blank line never came, since not everybody writes the last one."""
        found: list[bytes] = []
        _read_lines(self._taken(), found)
        return found

    def _plain(self, data: bytes) -> bytes:
        """With LF alone. A CR at the end waits: it may be the first half of a CRLF."""
        if self._cr:
            data = b"\r" + data
        self._cr = data.endswith(b"\r")
        if self._cr:
            data = data[:-1]
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _waiting(self) -> list[bytes]:
        if len(self._rest) > _LARGEST_EVENT:
            raise ModelFailed("oversize")
        return []

    def _taken(self) -> bytes:
        taken = bytes(self._rest)
        self._rest.clear()
        if not self._begun:
            self._begun = True
            taken = taken.removeprefix(_BOM)
        return taken


def _read_lines(event: bytes, found: list[bytes]) -> None:
    lines = [line[5:].removeprefix(b" ") for line in event.split(b"\n") if line.startswith(b"data:") or line == b"data"]
    if lines:
        found.append(b"\n".join(lines))
