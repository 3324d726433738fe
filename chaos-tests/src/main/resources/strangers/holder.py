"""Holds one thing and uses it ten times a second; says how often in a file, and "CORRUPT" there if it went wrong.

holder.py KIND PATH STATUS

device    a character device like /dev/zero, opened by PATH: it must go on giving zeros
file      a file opened by PATH, which is removed when PATH.linked exists: what is written must be there
datagram  a datagram socket connected to the server at PATH: each number is sent there
"""

import os
import socket
import sys
import time

kind, path, status = sys.argv[1:]
if kind == "device":
    held = os.open(path, os.O_RDWR)
elif kind == "file":
    held = os.open(path, os.O_RDWR | os.O_CREAT)
else:
    held = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    held.connect(path)


def use(number):
    if kind == "device":
        return os.read(held, 8) == bytes(8)
    if kind == "file":
        line = b"%08d" % number
        os.pwrite(held, line, 8 * number)
        return os.pread(held, 8 * (number + 1), 0).endswith(line)
    held.send(b"%d" % number)
    return True


for number in range(1 << 30):
    if not use(number):
        number = "CORRUPT"
    with open(status + ".new", "w") as out:
        out.write("%s\n" % number)
    os.rename(status + ".new", status)
    if number == "CORRUPT":
        break
    time.sleep(0.1)
