"""An SMTP server on loopback that asks for TLS and passwords, or refuses recipients, as a test wants it."""

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from support.tls import make_certificate, server_context
from support.waiting import free_port, wait_for


class StrictSmtpServer:
    """aiosmtpd in a thread of the test. `mails` are the accepted ones, (sender, recipients, bytes); `logins` the
    attempts, (user, password). With tls it offers STARTTLS, with a certificate for 127.0.0.1 in `certificate`."""

    def __init__(self, folder, tls=False, users=None, refuse=(), port=None):
        self.port = port or free_port()
        self.certificate = folder / "server.pem"
        self.mails = []
        self.logins = []
        self.tls_used = []  # for each mail, whether it came over TLS
        self._users = users or {}
        self._refuse = refuse
        options = {"tls_context": server_context(make_certificate(self.certificate))} if tls else {}
        if users:
            options.update(authenticator=self._authenticate, auth_require_tls=tls)
        self._controller = _Controller(self, hostname="127.0.0.1", port=self.port, **options)
        self._controller.start()

    def close(self):
        self._controller.stop()

    def wait_mails(self, count=1):
        return wait_for(lambda: self.mails if len(self.mails) >= count else None, what=f"{count} mails")

    # --- hooks of aiosmtpd

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # pylint: disable=invalid-name
        if address in self._refuse:
            return f"550 5.1.1 <{address}> is unknown here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, session, envelope):  # pylint: disable=invalid-name
        self.tls_used.append(session.ssl is not None)
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 2.0.0 queued"

    def _authenticate(self, _server, _session, _envelope, _mechanism, data):
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        user, password = data.login.decode(), data.password.decode()
        self.logins.append((user, password))
        return AuthResult(success=self._users.get(user) == password, handled=False)


class _Controller(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="mail.test", **self.SMTP_kwargs)

