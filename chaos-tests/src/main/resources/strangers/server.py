"""A sequence server: counts and checksums the lines of each connection, so that a client notices any loss.

server.py PORT [unsupported]

Request "N PAYLOAD\n", answer "N COUNT CRC\n"; see the checking client for the meaning. With "unsupported" it
also holds a userfaultfd, which crj refuses to move.
"""

import selectors
import socket
import sys
import zlib

USERFAULTFD = 323  # of system calls on x86-64


class Connection:
    def __init__(self, sock):
        self.sock = sock
        self.received = b""
        self.to_send = b""
        self.lines = 0
        self.checksum = 0

    def feed(self, data):
        *lines, self.received = (self.received + data).split(b"\n")
        for line in lines:
            number, payload = line.split(b" ", 1)
            self.lines += 1
            self.checksum = zlib.crc32(payload, self.checksum)
            self.to_send += b"%s %d %d\n" % (number, self.lines, self.checksum)

    def flush(self):
        try:
            sent = self.sock.send(self.to_send)
        except BlockingIOError:
            sent = 0
        self.to_send = self.to_send[sent:]


def accept(selector, listener):
    sock, _ = listener.accept()
    sock.setblocking(False)
    selector.register(sock, selectors.EVENT_READ, Connection(sock))


def serve(selector, connection, events):
    if events & selectors.EVENT_READ:
        data = connection.sock.recv(65536)
        if not data:
            selector.unregister(connection.sock)
            connection.sock.close()
            return
        connection.feed(data)
    if connection.to_send:
        connection.flush()
    wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if connection.to_send else 0)
    selector.modify(connection.sock, wanted, connection)


def run(port, wait_seconds=None, between=lambda: None):
    """Serves for ever; calls between() after whatever came, and after each wait of so long without anything."""
    listener = socket.create_server(("0.0.0.0", int(port)))
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    while True:
        for key, events in selector.select(wait_seconds):
            if key.data is None:
                accept(selector, listener)
            else:
                serve(selector, key.data, events)
        between()


def open_userfaultfd():
    """Returns its number; it stays open."""
    import ctypes  # the other programs shall not have its memory

    return ctypes.CDLL(None).syscall(USERFAULTFD, 0)


def main(port, *options):
    if "unsupported" in options and open_userfaultfd() < 0:
        sys.exit("no userfaultfd on this machine")
    run(port)


if __name__ == "__main__":
    main(*sys.argv[1:])
