"""Certificates for tests, made by openssl: an authority, and what it signs."""

import subprocess


class Authority:
    """An authority of its own, with its files in `folder`."""

    def __init__(self, folder, name="ca"):
        self.folder = folder
        self.certificate = folder / f"{name}.pem"
        self.key = folder / f"{name}.key"
        _openssl("req", "-x509", *_NEW_KEY, "-days", "2", "-subj", f"/CN=authority {name}", "-keyout", self.key,
                 "-out", self.certificate)

    def sign(self, name, names="DNS:localhost,IP:127.0.0.1"):
        """(certificate, key): two new files for a server or client of these names."""
        certificate, key, request, extension = (self.folder / f"{name}.{kind}" for kind in ("pem", "key", "csr", "ext"))
        extension.write_text(f"subjectAltName={names}\n")
        _openssl("req", *_NEW_KEY, "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        _openssl("x509", "-req", "-in", request, "-days", "2", "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
                 "-extfile", extension, "-out", certificate)
        return certificate, key


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
