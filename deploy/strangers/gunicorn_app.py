"""A WSGI application that answers with the hash of what was sent."""

import hashlib


def application(environment, start_response):
    sent = environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
    answer = hashlib.sha256(sent).hexdigest().encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
    return [answer]
