"""A monitor that takes pings on a loopback port, and can misbehave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"


@dataclass
class Monitor:
    """What was told, in order; `silent` holds back every answer until the test is over."""

    url: str = ""
    pings: list[tuple[str, str]] = field(default_factory=list)
    """(what follows the key in the path, body)."""
    status: int = 200
    silent: bool = False
    over: Event = field(default_factory=Event)


@contextmanager
def monitor(status: int = 200, *, silent: bool = False) -> Iterator[Monitor]:
    told = Monitor(status=status, silent=silent)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.pings.append((self.path.removeprefix(f"/ping/{KEY}"), body))
            if told.silent:
                told.over.wait(60)
            self.send_response(told.status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is inherited
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.url = f"http://127.0.0.1:{server.server_port}/ping/{KEY}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield told
        finally:
            told.over.set()
            server.shutdown()
            thread.join()
