"""Clients that mean harm. Each attack runs for some seconds, in a process of its own, and counts the answers by status.

    with under_attack(slow_senders, daemon.socket, seconds=4) as answers: ...
"""

import multiprocessing
import os
import random
import socket
import time
from collections import Counter
from contextlib import contextmanager

from support.raw_http import RawClient


def post_head(length, target="/RPC2", extra=""):
    return f"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n{extra}\r\n".encode()


def post(body):
    return post_head(len(body)) + body


def call(method, value=""):
    params = f"<params><param><value>{value}</value></param></params>" if value else ""
    return f"<?xml version='1.0'?><methodCall><methodName>{method}</methodName>{params}</methodCall>".encode()


def multicall(method, count):
    one = f"<value><struct><member><name>methodName</name><value>{method}</value></member></struct></value>"
    return call("system.multicall", f"<array><data>{one * count}</data></array>")


def _open(address, receive_buffer=None):
    client = socket.socket(socket.AF_UNIX)
    if receive_buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    client.settimeout(10)
    client.connect(str(address))
    return client


def _status(address, data, timeout=10):
    """The status of the answer to `data`, of which not all need be taken; "end" or "silence" without one."""
    with RawClient(address, timeout) as client:
        client.send(data)
        head = client.head()
        return head[0] if head else "end" if client.has_ended else "silence"


def _again_and_again(address, seconds, *requests):
    answers = Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for request in requests:
            answers[_status(address, request)] += 1
    return answers


# --- the attacks

def slow_senders(address, seconds):
    """Hundreds of clients that send a byte now and then."""
    clients = [_open(address) for _ in range(400)]
    request = post(call("supervisor.getState"))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for client in clients:
            place = random.randrange(len(request) - 1)
            try:
                client.send(request[place:place + 1])
            except OSError:
                pass
        time.sleep(0.05)
    for client in clients:
        client.close()
    return Counter()


def large_bodies(address, seconds):
    """A body of 100 MB, announced and in chunks."""
    announced = post_head(100_000_000) + b"x" * 1_000_000
    chunked = (b"POST /RPC2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
               (b"100000\r\n" + b"x" * 0x100000 + b"\r\n") * 100)
    return _again_and_again(address, seconds, announced, chunked)


def many_bodies(address, seconds):
    """A hundred clients at once, each with as large a body as is allowed, of which the last byte does not come."""
    answers = Counter()
    end = time.monotonic() + seconds
    size = 4 * 1024 * 1024
    clients = []
    for _ in range(100):
        client = RawClient(address, 0.5)
        client.send(post_head(size))
        clients.append(client)
    piece = b"x" * 200_000
    while time.monotonic() < end:
        for client in clients:
            if not client.has_ended:
                client.socket.setblocking(False)
                try:
                    client.socket.send(piece)
                except BlockingIOError:
                    pass
                except OSError:
                    client.has_ended = True
    for client in clients:
        client.socket.settimeout(0.01)
        head = client.head()
        answers[head[0] if head else "none"] += 1
        client.socket.close()
    return answers


def endless_headers(address, seconds):
    """Headers, and headers, and one that never ends."""
    many = b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 20_000
    long = b"GET / HTTP/1.1\r\nX-A: " + b"b" * 200_000
    target = b"GET /" + b"a" * 200_000
    return _again_and_again(address, seconds, many, long, target)


def deep_documents(address, seconds):
    """XML nested a hundred thousand levels, in arrays and in elements of no meaning."""
    levels = 100_000
    arrays = "<array><data><value>" * levels + "</value></data></array>" * levels
    cut = "<array><data><value>" * levels
    elements = "<a>" * levels + "</a>" * levels
    documents = [call("supervisor.getState", xml) for xml in (arrays, cut, elements)]
    return _again_and_again(address, seconds, *map(post, documents))


def entities(address, seconds):
    """Entities that grow, and such that name a file."""
    bomb = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12)) + "]>"
    external = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    return _again_and_again(address, seconds, *[
        post(call("supervisor.getState", f"&{name};").replace(b"?>", f"?>{doctype}".encode(), 1))
        for doctype, name in ((bomb, "m"), (external, "a"))])


def paths(address, seconds):
    """Ways out of the folder that there is none of."""
    targets = ["/logtail/../../../etc/passwd", "/logtail/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
               "/stylesheets/../../../etc/passwd", "/stylesheets/%2e%2e/%2e%2e/etc/passwd", "/%00/etc/passwd",
               "/logtail/..%2f..%2f..%2fetc%2fpasswd/stdout", "/..%5c..%5cetc/passwd"]
    return _again_and_again(address, seconds, *[f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
                                                for target in targets])


def large_calls(address, seconds):
    """Calls as large as they may be: the name of a method, an array, a struct, a multicall of the smallest calls."""
    name = post(call("supervisor." + "x" * 4_000_000))
    array = post(call("supervisor.getState", "<array><data>" + "<value/>" * 95_000 + "</data></array>"))
    many = post(multicall("supervisor.getState", 8_000))
    return _again_and_again(address, seconds, name, array, many)


def multiplied_answers(address, seconds):
    """A small multicall whose answer would be gigabytes."""
    return _again_and_again(address, seconds, post(multicall("supervisor.getAllProcessInfo", 8_000)))


def vanishing(address, seconds):
    """Clients that go away before, while and after they are answered."""
    request = post(call("supervisor.getAllProcessInfo"))
    end = time.monotonic() + seconds
    answers = Counter()
    while time.monotonic() < end:
        for place in (1, len(request) // 2, len(request)):
            client = _open(address)
            client.send(request[:place])
            if place == len(request) and random.random() < 0.5:
                client.recv(100)
            client.close()
            answers["gone"] += 1
    return answers


def never_reading(address, seconds):
    """Hundreds of clients that ask for large answers and take nothing of them."""
    request = post(call("supervisor.getAllProcessInfo"))
    clients = []
    for _ in range(200):
        client = _open(address, receive_buffer=4096)
        client.send(request * 3)
        clients.append(client)
    time.sleep(seconds)
    for client in clients:
        client.close()
    return Counter()


@contextmanager
def under_attack(attack, address, seconds):
    """Runs an attack beside the block and waits for its end after it; what it yields has the answers then."""
    answers = Counter()
    receiving, sending = multiprocessing.Pipe(duplex=False)

    def run():
        os.nice(19)  # the attacker of real life has another machine's processors
        sending.send(attack(address, seconds))

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    sending.close()
    try:
        yield answers
        answers.update(receiving.recv())
    finally:
        process.kill()
        process.join()
