"""A web server on loopback whose pages are good, bad and slow."""

import base64
import http.server
import threading
import time

from support.tls import server_context


class WebServer:
    """Serves until close(): /ok, /bad (500), /moved (302), /empty (204), /slow (says nothing for three seconds),
    /dripping (a piece each 0.8 s, 2.4 s in all), and /private (401 unless user and password are me:pw). With a
    certificate it speaks https."""

    def __init__(self, certificate=None):
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._scheme = "https" if certificate else "http"
        if certificate:
            self._server.socket = server_context(certificate).wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self):
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):  # pylint: disable=invalid-name
        page = self.path.partition("?")[0]
        if page == "/slow":
            time.sleep(3)
        status, text = {"/bad": (500, b"oh no"), "/moved": (302, b"there"), "/empty": (204, b"")}.get(page, (200, b"it works"))
        if page == "/private" and self.headers["Authorization"] != "Basic " + base64.b64encode(b"me:pw").decode():
            status = 401
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/ok")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        try:
            if page == "/dripping":
                for piece in (text[:3], text[3:6], text[6:]):
                    time.sleep(0.8)
                    self.wfile.write(piece)
            else:
                self.wfile.write(text)
        except BrokenPipeError:
            pass  # who asked has gone

    def log_message(self, *_arguments):  # pylint: disable=arguments-differ
        pass
