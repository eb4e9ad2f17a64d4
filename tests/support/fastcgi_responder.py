"""A FastCGI program: answers the requests that come in on its standard input, a listening socket, with its pid and the
query string. A request for "crash" ends it without an answer."""

import os
import socket
import struct
import sys

BEGIN_REQUEST, END_REQUEST, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6
HEADER = struct.Struct(">BBHHBx")


def exactly(connection, size):
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def read_record(connection):
    _, kind, request, length, padding = HEADER.unpack(exactly(connection, HEADER.size))
    return kind, request, exactly(connection, length + padding)[:length]


def write_record(connection, kind, request, content=b""):
    connection.sendall(HEADER.pack(1, kind, request, len(content), 0) + content)


def take_length(data):
    if data[0] < 0x80:
        return data[0], data[1:]
    return struct.unpack(">I", data[:4])[0] & 0x7FFFFFFF, data[4:]


def variables(data):
    found = {}
    while data:
        name_length, data = take_length(data)
        value_length, data = take_length(data)
        found[data[:name_length].decode()] = data[name_length:name_length + value_length].decode()
        data = data[name_length + value_length:]
    return found


def serve(connection):
    params = b""
    while True:
        kind, request, content = read_record(connection)
        if kind == PARAMS:
            params += content
        elif kind == STDIN and not content:
            break
    query = variables(params).get("QUERY_STRING", "")
    if query == "crash":
        os._exit(9)
    print("served", query, flush=True)
    answer = f"Content-Type: text/plain\r\n\r\n{os.getpid()} {query}\n"
    write_record(connection, STDOUT, request, answer.encode())
    write_record(connection, STDOUT, request)
    write_record(connection, END_REQUEST, request, struct.pack(">IB3x", 0, 0))


def main():
    listener = socket.socket(fileno=0)
    print("ready", file=sys.stderr, flush=True)
    while True:
        connection, _ = listener.accept()
        with connection:
            serve(connection)


main()
