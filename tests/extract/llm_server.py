"""A chat server on loopback that answers, and misbehaves, as a test tells it to."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_TRICKLE = 0.02  # seconds between two bytes


@dataclass
class Reply:
    """What the server does with one call; `content` is the model's words, `body` replaces the whole reply.

    `trickles` is the part of the reply, "head" or "body", from which on it comes byte by byte, empty for none.
    """

    content: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    finish_reason: str = "stop"
    body: bytes | None = None
    delay: float = 0.0
    trickles: str = ""
    usage: tuple[int, int] = (10_000, 10)

    def bytes(self) -> bytes:
        if self.body is not None:
            return self.body
        if self.status != 200:
            return json.dumps({"error": {"message": f"status {self.status}", "type": "test", "code": None}}).encode()
        content = self.content if isinstance(self.content, str) else json.dumps(self.content)
        message = {"role": "assistant", "content": content}
        choice = {"index": 0, "finish_reason": self.finish_reason, "message": message}
        usage = {"prompt_tokens": self.usage[0], "completion_tokens": self.usage[1], "total_tokens": sum(self.usage)}
        reply = {"id": "x", "object": "chat.completion", "created": 0, "model": "m"}
        return json.dumps({**reply, "choices": [choice], "usage": usage}).encode()


@dataclass
class Server:
    url: str
    calls: list[dict[str, Any]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    most_at_once: int = 0

    def shown(self, i: int) -> dict[str, Any]:
        """The window of the i-th call."""
        return shown(self.calls[i])


def shown(call: dict[str, Any]) -> dict[str, Any]:
    """The window of a call: what stands between the two lines with its mark."""
    lines = call["messages"][1]["content"].split("\n")
    first = next(i for i, line in enumerate(lines) if re.fullmatch("[0-9a-f]{16}", line))
    assert lines[first] == lines[first + 2] and lines.count(lines[first]) == 2
    return json.loads(lines[first + 1])


@contextmanager
def serving(
    answer: Callable[[int, dict[str, Any]], Reply],
    before: Callable[[dict[str, Any], str], Reply | None] = lambda call, path: None,
) -> Iterator[Server]:
    """Serve; `answer` gets the number of the call, from 0, and the window shown.

    `before` may reply in its stead; it gets the whole call and the path it came to.
    """
    lock = threading.Lock()
    busy = 0

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            nonlocal busy
            call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                number = len(server.calls)
                server.calls.append(call)
                server.times.append(time.monotonic())
                server.headers.append({**{k.lower(): v for k, v in self.headers.items()}, "path": self.path})
                busy += 1
                server.most_at_once = max(server.most_at_once, busy)
            try:
                reply = before(call, self.path) or answer(number, shown(call))
                time.sleep(reply.delay)
                self._send(reply)
            except OSError:
                pass  # the client hung up, as it should on a time-out
            finally:
                with lock:
                    busy -= 1

        def _send(self, reply: Reply) -> None:
            data = reply.bytes()
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            head = b"".join([*self._headers_buffer, b"\r\n"])
            at_once = {"": head + data, "head": b"", "body": head}[reply.trickles]
            self.wfile.write(at_once)
            for byte in (head + data)[len(at_once) :]:
                time.sleep(_TRICKLE)
                self.wfile.write(bytes([byte]))

        def log_message(self, *_: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{http.server_port}/v1")
    # Shutting down waits for the next look at whether to, by default half a second: a minute and a half of all tests.
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
