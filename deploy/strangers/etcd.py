"""Checks etcd over its JSON gateway: etcd.py FOLDER"""

import base64
import http.client
import json
import sys
import threading

import checking

watched = threading.Event()


def connect():
    connection = http.client.HTTPConnection(checking.ADDRESS, 2379)
    connection.connect()
    return connection


def text(value):
    return base64.b64encode(value.encode()).decode()


def post(connection, path, **content):
    connection.request("POST", "/v3" + path, body=json.dumps(content))
    return connection.getresponse()


def ask(connection, path, **content):
    answer = post(connection, path, **content)
    found = answer.read()
    if answer.status != 200:
        raise RuntimeError("%s: %d %r" % (path, answer.status, found))
    return json.loads(found)


def writing(number):
    def run(check):
        connection = checking.await_start(connect)
        who = "writer %d" % number
        key = text("moved/%d" % number)
        n = 0
        # The watch ends after an event.
        while not watched.is_set():
            n += 1
            ask(connection, "/kv/put", key=key, value=text(str(n)))
            kept = ask(connection, "/kv/range", key=key)["kvs"][0]
            check.expect((kept["value"], kept["version"]), (text(str(n)), str(n)), who)

    return run


def watching(check):
    try:
        watch(check)
    finally:
        watched.set()


def watch(check):
    connection = checking.await_start(connect)
    answer = post(connection, "/watch", create_request={"key": text("moved/1")})
    version = 0
    while check.going():
        for event in json.loads(answer.readline())["result"].get("events", []):
            now = int(event["kv"]["version"])
            check.expect(now, version + 1 if version else now, "watch")
            version = now


def ready():
    try:
        ask(connect(), "/kv/put", key=text("begun"), value=text("yes"))
    except (RuntimeError, http.client.HTTPException) as e:
        raise OSError(e)


checking.await_start(ready)
checking.Check(sys.argv[1]).run(writing(1), writing(2), watching)
