"""Checks a websocket (RFC 6455): each message, sent in two fragments, is answered with its hash; pings are answered."""

import base64
import hashlib
import os
import random
import socket
import struct

import checking

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONTINUED, TEXT, BINARY, PING, PONG = 0, 1, 2, 9, 10
FINAL = 0x80
MASKED = 0x80


def connect(port):
    connection = socket.create_connection((checking.ADDRESS, port), timeout=60)
    key = base64.b64encode(os.urandom(16))
    connection.sendall(
        b"GET /socket HTTP/1.1\r\nHost: moved\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + b"\r\n\r\n"
    )
    stream = connection.makefile("rb")
    status = stream.readline()
    lines = iter(stream.readline, b"\r\n")
    headers = dict(line.split(b": ", 1) for line in lines)
    wanted = base64.b64encode(hashlib.sha1(key + GUID).digest())
    if b" 101 " not in status or headers.get(b"Sec-WebSocket-Accept", b"").strip() != wanted:
        raise OSError("no websocket: %r %r" % (status, headers))
    return connection, stream


def send(connection, first, payload):
    mask = os.urandom(4)
    long = len(payload) > 125
    head = struct.pack(">BBH", first, MASKED | 126, len(payload)) if long else bytes([first, MASKED | len(payload)])
    masked = bytes(byte ^ mask[i & 3] for i, byte in enumerate(payload))
    connection.sendall(head + mask + masked)


def receive(stream):
    """The next frame: opcode and payload; a server does not mask."""
    first, length = stream.read(2)
    if length == 126:
        (length,) = struct.unpack(">H", stream.read(2))
    return first & 15, stream.read(length)


def answer(connection, stream):
    """The next message; pings before it are answered."""
    while True:
        opcode, payload = receive(stream)
        if opcode == PING:
            send(connection, FINAL | PONG, payload)
        else:
            return opcode, payload.decode()


def talking(port):
    def run(check):
        connection, stream = checking.await_start(lambda: connect(port))
        choose = random.Random(port)
        while check.going():
            sent = choose.randbytes(choose.randrange(2, 4000))
            half = len(sent) // 2
            send(connection, BINARY, sent[:half])
            send(connection, FINAL | CONTINUED, sent[half:])
            check.expect(answer(connection, stream), (TEXT, hashlib.sha256(sent).hexdigest()), "websocket")

    return run
