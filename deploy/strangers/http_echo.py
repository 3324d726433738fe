"""Checks a server that answers each POST to /hash with the hash of what was sent: http_echo.py FOLDER PORT [closes] [stream] [websocket]

closes: it may end a connection after an answer; else that is an error.
stream: GET /stream answers with lines that count from 1, as chunks, without end.
websocket: GET /socket leads to a websocket that answers messages with their hashes.
"""

import hashlib
import http.client
import random
import sys

import checking
import websocket

PORT = int(sys.argv[2])
CLOSES = "closes" in sys.argv


def connect():
    connection = http.client.HTTPConnection(checking.ADDRESS, PORT, timeout=60)
    connection.connect()
    return connection


def asking(number):
    def run(check):
        connection = checking.await_start(connect)
        who = "connection %d" % number
        choose = random.Random(number)
        while check.going():
            sent = choose.randbytes(choose.randrange(1, 20000))
            connection.request("POST", "/hash", body=sent)
            answer = connection.getresponse()
            check.expect((answer.status, answer.read().decode()), (200, hashlib.sha256(sent).hexdigest()), who)
            if answer.will_close and not CLOSES:
                check.error(who + " was closed")
            if answer.will_close:
                connection.close()

    return run


def streaming(check):
    connection = checking.await_start(connect)
    connection.request("GET", "/stream")
    answer = connection.getresponse()
    n = 0
    while check.going():
        n += 1
        check.expect(answer.readline().strip(), b"%d" % n, "stream")


workers = [streaming] if "stream" in sys.argv else []
workers += [websocket.talking(PORT)] if "websocket" in sys.argv else []
checking.Check(sys.argv[1]).run(*map(asking, range(4)), *workers)
