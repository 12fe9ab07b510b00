"""A tiny real HTTP server that remembers what it got, to stand behind the fault-injecting proxy in its own tests."""

import threading
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BODY = b'{"id": 7, "text": "taken"}'
_SECONDS = 10.0


class RememberingServer:
    """Answers every request with `BODY` on a port of its own, from the moment it is made until `close`.

    `got` holds method, path and body of each, `headers` theirs; `arrived` is set by the first; none is answered while
    `may_answer` is clear.
    """

    def __init__(self) -> None:
        self.got: list[tuple[str, str, bytes]] = []
        self.headers: list[Message] = []
        self.arrived = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                server.got.append((self.command, self.path, content))
                server.headers.append(self.headers)
                server.arrived.set()
                server.may_answer.wait(_SECONDS)
                self.send_response(201 if self.command == "POST" else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Set-Cookie", "a=1")
                self.send_header("Set-Cookie", "b=2")
                self.send_header("Content-Length", str(len(BODY)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(BODY)

            do_POST = do_HEAD = do_GET  # noqa: N815 - the names http.server looks for

            def log_message(self, *_arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self.may_answer.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
