"""Drives the front ends by the clients that people have: xmlrpc.client over both transports, Debian's
supervisorctl, and urllib for pages and logs.

usage: real_clients_test.py FAKE_DAEMON
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request
import xmlrpc.client

from supervisor.xmlrpc import SupervisorTransport

FAKE_DAEMON = sys.argv.pop(1)


class RealClients(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="halberd-clients-")
        self.socket = os.path.join(self.folder, "s.sock")
        self.daemon = subprocess.Popen([FAKE_DAEMON, self.socket, "0"], stdout=subprocess.PIPE, text=True)
        self.url = self.daemon.stdout.readline().strip()

    def tearDown(self):
        if self.daemon.poll() is None:
            self.daemon.terminate()
        self.daemon.wait(10)
        self.daemon.stdout.close()
        shutil.rmtree(self.folder)

    def supervisorctl(self, *arguments, text=None):
        done = subprocess.run(["/usr/bin/python3", "/usr/bin/supervisorctl", "-s", "unix://" + self.socket, *arguments],
                              capture_output=True, text=True, input=text, timeout=60, cwd=self.folder)
        return done.returncode, done.stdout + done.stderr

    def test_xmlrpc_client_over_tcp(self):
        with xmlrpc.client.ServerProxy(self.url) as server:
            self.assertEqual(server.supervisor.getState(), {"statecode": 1, "statename": "RUNNING"})
            self.assertEqual(server.supervisor.getSupervisorVersion(), "4.2.5")
            self.assertEqual(server.supervisor.readLog(-15, 0), "ed with pid 42\n")
            with self.assertRaises(xmlrpc.client.Fault) as raised:
                server.supervisor.startProcess("nosuch")
            self.assertEqual((raised.exception.faultCode, raised.exception.faultString), (10, "BAD_NAME: nosuch"))
            calls = xmlrpc.client.MultiCall(server)
            calls.supervisor.stopProcess("cat")
            calls.supervisor.startProcess("cat")
            # MultiCall expects each result in an array of one; Supervisor gives them bare, and so do we.
            self.assertEqual(calls().results, [True, True])

    def test_the_transport_of_supervisorctl_over_a_unix_socket(self):
        transport = SupervisorTransport(None, None, "unix://" + self.socket)
        server = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)
        infos = server.supervisor.getAllProcessInfo()
        self.assertEqual([info["name"] for info in infos], ["batch", "broken", "cat", "slow", "web_00", "web_01"])
        self.assertEqual(list(infos[0]),
                         ["name", "group", "start", "stop", "now", "state", "statename", "spawnerr", "exitstatus",
                          "logfile", "stdout_logfile", "stderr_logfile", "pid", "description"])
        for name in server.system.listMethods():
            self.assertTrue(server.system.methodSignature(name))
        transport.close()

    def test_supervisorctl(self):
        code, text = self.supervisorctl("status", "cat", "web:*", "broken")
        self.assertEqual(code, 3)
        self.assertIn("cat                              RUNNING   pid 101, uptime 0:00:05\n", text)
        self.assertIn("web:web_01                       STOPPED   Not started\n", text)
        self.assertEqual(self.supervisorctl("stop", "cat"), (0, "cat: stopped\n"))
        self.assertEqual(self.supervisorctl("restart", "web:*"),
                         (0, "web:web_00: stopped\nweb:web_00: started\nweb:web_01: started\n"))
        self.assertEqual(self.supervisorctl("start", "broken"), (7, "broken: ERROR (spawn error)\n"))
        self.assertEqual(self.supervisorctl("signal", "HUP", "web:web_00"), (0, "web:web_00: signalled\n"))
        self.assertEqual(self.supervisorctl("tail", "cat"), (0, "meow <once>\nmeow twice\n\n"))
        self.assertEqual(self.supervisorctl("pid"), (0, "42\n"))
        self.assertEqual(self.supervisorctl("version"), (0, "4.2.5\n"))
        self.assertEqual(self.supervisorctl("reread"), (0, "No config updates to processes\n"))

    def test_supervisorctl_follows_a_log(self):
        follow = subprocess.Popen(["/usr/bin/python3", "-u", "/usr/bin/supervisorctl", "-s", "unix://" + self.socket,
                                   "tail", "-f", "cat"], stdout=subprocess.PIPE, text=True, cwd=self.folder)
        lines = [follow.stdout.readline() for _ in range(3)]
        follow.terminate()
        follow.wait(10)
        follow.stdout.close()
        self.assertEqual(lines, ["==> Press Ctrl-C to exit <==\n", "meow <once>\n", "meow twice\n"])

    def test_supervisorctl_keeps_one_connection_in_its_shell(self):
        code, text = self.supervisorctl(text="pid\nversion\nstop cat\nstatus cat\n")
        self.assertIn("supervisor> 42\n", text)
        self.assertIn("supervisor> cat: stopped\n", text)

    def test_shutdown_is_answered_before_the_daemon_ends(self):
        self.assertEqual(self.supervisorctl("shutdown"), (0, "Shut down\n"))
        self.assertEqual(self.daemon.wait(10), 0)
        self.assertFalse(os.path.exists(self.socket))

    def test_pages(self):
        with urllib.request.urlopen(self.url + "/index.html?processname=cat&action=stop") as page:
            self.assertEqual(page.url, self.url + "/?message=Process%20cat%20stopped")
            self.assertIn("Process cat stopped", page.read().decode())
        with urllib.request.urlopen(self.url + "/index.html", data=b"processname=cat&action=start") as page:
            self.assertEqual(page.url, self.url + "/?message=Process%20cat%20started")
        with urllib.request.urlopen(self.url + "/tail.html?processname=cat") as page:
            self.assertIn("meow &lt;once&gt;", page.read().decode())


if __name__ == "__main__":
    unittest.main()
