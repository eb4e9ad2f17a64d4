"""Certificates, and a TLS server on loopback that says one line."""

import socket
import ssl
import subprocess
import threading


def make_certificate(path, days=2):
    """Writes a certificate for 127.0.0.1 that nobody signed, and its key, into one file."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", str(days), "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", path, "-out", str(path) + ".crt"], check=True, capture_output=True)
    with open(path, "a", encoding="ascii") as file, open(str(path) + ".crt", encoding="ascii") as certificate:
        file.write(certificate.read())
    return path


def server_context(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


class TlsServer:
    """Shakes hands with each one that connects, and says "hello", until close()."""

    def __init__(self, certificate):
        self._context = server_context(certificate)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            try:
                with self._context.wrap_socket(connection, server_side=True) as secure:
                    secure.sendall(b"hello\r\n")
            except OSError:
                pass  # who asked did not like the certificate, or has gone
