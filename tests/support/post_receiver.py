"""An HTTP server on loopback that takes POSTs, as a webhook's other end does."""

import http.server
import json
import threading
from typing import NamedTuple

from support.waiting import wait_for


class Post(NamedTuple):
    """A request that came."""

    path: str
    headers: dict  # names in lower case
    body: str

    def json(self):
        return json.loads(self.body)


class PostReceiver:
    """Answers with those of `answers`, (status, headers, body), one after the other, and then with 200 "ok"."""

    def __init__(self, answers=(), port=0, on_post=lambda post: None):
        self.posts = []
        receiver, answers = self, list(answers)

        class Handler(http.server.BaseHTTPRequestHandler):
            """One request."""

            def do_POST(self):  # pylint: disable=invalid-name
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                post = Post(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                status, headers, answer = answers.pop(0) if answers else (200, {}, "ok")
                on_post(post)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.encode())
                receiver.posts.append(post)

            def log_message(self, *_arguments):  # pylint: disable=arguments-differ
                """Tells nobody."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def url(self, path="/"):
        return f"http://127.0.0.1:{self.port}{path}"

    def wait_posts(self, count=1):
        """Waits until so many have come and returns all."""
        wait_for(lambda: len(self.posts) >= count, what=lambda: f"{count} posts, of which {len(self.posts)} came")
        return list(self.posts)

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
