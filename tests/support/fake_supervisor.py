"""A supervisord's XML-RPC interface without a supervisord: what listeners ask is answered as a test wants it."""

import threading
import xmlrpc.client
import xmlrpc.server


class FakeSupervisor:
    """Serves on a free port of the loopback until close(). `calls` are the calls so far: "stopProcess g:foo".

    `faults` maps such a call to (code, text), or to a list of those, one for each time; None in it is success.
    """

    def __init__(self, processes, faults=None):
        self.calls = []
        self._processes = processes
        self._always = {call: fault for call, fault in (faults or {}).items() if isinstance(fault[0], int)}
        self._once = {call: list(fault) for call, fault in (faults or {}).items() if call not in self._always}
        self._server = xmlrpc.server.SimpleXMLRPCServer(("127.0.0.1", 0), _Handler, logRequests=False)
        self._server.register_instance(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _dispatch(self, method, arguments):
        method = method.removeprefix("supervisor.")
        call = " ".join([method, *map(str, arguments)])
        self.calls.append(call)
        fault = self._fault(call)
        if fault:
            raise xmlrpc.client.Fault(*fault)
        if method == "getAllProcessInfo":
            return self._processes
        if method == "getProcessInfo":
            return self._find(arguments[0])
        return True

    def _fault(self, call):
        left = self._once.get(call)
        return left.pop(0) if left else self._always.get(call)

    def _find(self, namespec):
        group, _, name = namespec.partition(":")
        for info in self._processes:
            if (info["group"], info["name"]) == (group, name or group):
                return info
        raise xmlrpc.client.Fault(10, f"BAD_NAME: {namespec}")


class _Handler(xmlrpc.server.SimpleXMLRPCRequestHandler):
    rpc_paths = ("/RPC2",)
