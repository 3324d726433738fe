"""Checks prometheus: prometheus.py FOLDER"""

import http.client
import json
import sys

import checking


def connect():
    connection = http.client.HTTPConnection(checking.ADDRESS, 9090)
    connection.connect()
    return connection


def ask(connection, query):
    connection.request("GET", "/api/v1/query?query=" + query)
    answer = json.loads(connection.getresponse().read())
    return answer["data"]["result"]


def ready():
    connection = connect()
    connection.request("GET", "/-/ready")
    if connection.getresponse().status != 200:
        raise OSError("not ready")


def asking(number):
    def run(check):
        connection = checking.await_start(connect)
        who = "connection %d" % number
        counted = 0
        while check.going():
            check.expect(ask(connection, "vector(%d)%%2B1" % number)[0]["value"][1], str(number + 1), who)
            for series in ask(connection, "prometheus_http_requests_total{code=\"200\",handler=\"/api/v1/query\"}".replace("\"", "%22")):
                now = int(series["value"][1])
                check.expect(now >= counted, True, who)
                counted = now

    return run


checking.await_start(ready)
checking.Check(sys.argv[1]).run(*map(asking, range(3)))
