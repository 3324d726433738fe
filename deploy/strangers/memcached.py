"""Checks memcached: memcached.py FOLDER"""

import random
import socket
import sys

import checking


def connect():
    connection = socket.create_connection((checking.ADDRESS, 11211))
    return connection.makefile("rwb")


def value(key, version):
    return random.Random("%s %d" % (key, version)).randbytes(1 + (key * 7919 + version) % 8000)


def client(number):
    """Has keys of its own, sets and gets them in any order, and knows what each must be."""

    def run(check):
        stream = checking.await_start(connect)
        who = "connection %d" % number
        versions = {}
        choose = random.Random(number)
        while check.going():
            key = choose.randrange(500) * 10 + number
            if key not in versions or choose.random() < 0.3:
                versions[key] = versions.get(key, 0) + 1
                data = value(key, versions[key])
                stream.write(b"set %d 0 0 %d\r\n%s\r\n" % (key, len(data), data))
                stream.flush()
                check.expect(stream.readline(), b"STORED\r\n", who)
            else:
                data = value(key, versions[key])
                stream.write(b"get %d\r\n" % key)
                stream.flush()
                check.expect(stream.readline(), b"VALUE %d 0 %d\r\n" % (key, len(data)), who)
                check.expect(stream.read(len(data) + 2), data + b"\r\n", who)
                check.expect(stream.readline(), b"END\r\n", who)

    return run


checking.Check(sys.argv[1]).run(*map(client, range(6)))
