"""Checks sequence_server.py: sequence.py FOLDER PORT"""

import socket
import sys

import checking


def connect():
    return socket.create_connection((checking.ADDRESS, int(sys.argv[2]))).makefile("rwb")


def client(name):
    def run(check):
        stream = checking.await_start(connect)
        n = 0
        while check.going():
            n += 1
            stream.write(b"%s %d\n" % (name, n * n))
            stream.flush()
            check.expect(stream.readline(), b"%d %s %d\n" % (n, name, n * n), name.decode())

    return run


checking.Check(sys.argv[1]).run(client(b"one"), client(b"two"))
