"""Checks nginx: nginx.py FOLDER"""

import hashlib
import http.client
import sys
import time

import checking

CHUNK_BYTES = 1 << 16
# So slow that a download lasts longer than a move.
CHUNK_SECONDS = 0.001


def connect():
    connection = http.client.HTTPConnection(checking.ADDRESS, 8080)
    connection.connect()
    return connection


def keeping(number):
    def run(check):
        connection = checking.await_start(connect)
        who = "kept connection %d" % number
        while check.going():
            connection.request("GET", "/hash")
            answer = connection.getresponse()
            check.expect((answer.status, len(answer.read()), answer.will_close), (200, 65, False), who)

    return run


def downloading(check):
    connection = checking.await_start(connect)
    connection.request("GET", "/hash")
    wanted = connection.getresponse().read().decode().strip()
    while check.going():
        connection.request("GET", "/large")
        answer = connection.getresponse()
        found = hashlib.sha256()
        while piece := answer.read(CHUNK_BYTES):
            found.update(piece)
            check.answer("download")
            time.sleep(CHUNK_SECONDS)
        check.expect(found.hexdigest(), wanted, "download")


checking.Check(sys.argv[1]).run(keeping(1), keeping(2), downloading)
