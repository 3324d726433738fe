"""The sequence server of server.py as a tree: one process for each connection, and one that makes short-lived children.

forking.py PORT

Answers become wrong when a child ends otherwise than it should or a process finds another parent than it had.
"""

import mmap
import os
import socketserver
import sys
import time
import zlib

wrong = mmap.mmap(-1, mmap.PAGESIZE)
counted = mmap.mmap(-1, mmap.PAGESIZE)


def make_children(parent):
    rounds = 0
    while os.getppid() == parent:
        pid = os.fork()
        if pid == 0:
            memory = bytearray(100_000)
            os._exit(len(memory) % 256 ^ rounds % 256)
        _, status = os.waitpid(pid, 0)
        if os.waitstatus_to_exitcode(status) != 100_000 % 256 ^ rounds % 256:
            wrong[0] = 1
        rounds += 1
        counted[:8] = rounds.to_bytes(8, "little")
        time.sleep(0.01)


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        parent = os.getppid()
        lines = 0
        checksum = 0
        for line in self.rfile:
            number, payload = line.rstrip(b"\n").split(b" ", 1)
            lines += 1 + wrong[0] + (os.getppid() != parent)
            checksum = zlib.crc32(payload, checksum)
            self.wfile.write(b"%s %d %d\n" % (number, lines, checksum))


class Server(socketserver.ForkingTCPServer):
    allow_reuse_address = True


def main(port):
    server = Server(("0.0.0.0", port), Handler)
    parent = os.getpid()
    if os.fork() == 0:
        server.socket.close()
        make_children(parent)
        os._exit(0)
    server.serve_forever(poll_interval=0.1)


main(int(sys.argv[1]))
