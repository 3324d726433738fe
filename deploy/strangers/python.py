"""Checks the server of pool_server.py: python.py FOLDER"""

import socket
import sys

import checking


def connect():
    return socket.create_connection((checking.ADDRESS, 7001)).makefile("rwb")


def client(number):
    def run(check):
        stream = checking.await_start(connect)
        last = 0
        n = number * 100
        while check.going():
            n += 1 if n % 100 < 99 else 1000
            stream.write(b"%d\n" % n)
            stream.flush()
            found = stream.readline().split()
            if not found:
                raise RuntimeError("the connection ended")
            check.expect([int(found[0]), int(found[1]), int(found[2]) > last], [n, sum(i * i for i in range(n % 1000)), True], "connection %d" % number)
            last = int(found[2])

    return run


checking.Check(sys.argv[1]).run(*map(client, (1, 2, 3)))
