"""A datagram server like syslog's: log_server.py SOCKET FILE writes what it gets to FILE, a line each."""

import socket
import sys

server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind(sys.argv[1])
with open(sys.argv[2], "w", buffering=1) as out:
    while True:
        out.write("%s\n" % server.recv(100).decode())
