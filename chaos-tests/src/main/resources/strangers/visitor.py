"""A client of server.py: visitor.py HOST PORT FILE asks once, and once more when FILE exists; says what comes of it."""

import os
import socket
import sys
import time

sock = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=60)
sock.sendall(b"1 payload\n")
print("answered" if sock.recv(100).startswith(b"1 1 ") else "wrong answer", flush=True)
while not os.path.exists(sys.argv[3]):
    time.sleep(0.05)
try:
    sock.sendall(b"2 payload\n")
    print("answered" if sock.recv(100) else "ended", flush=True)
except ConnectionError:
    print("ended", flush=True)
