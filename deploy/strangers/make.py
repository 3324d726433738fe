"""Checks an endless build by what it leaves: make.py FOLDER"""

import os
import sys
import time

import checking

FOLDER = sys.argv[1]
# What the program that is built prints; the same arithmetic as its sources, in 32 bits.


def wanted():
    total = 0
    for n in range(1, 25):
        s = n
        for i in range(n):
            s = s * 31 + i & 0xFFFFFFFF
        total = total * 17 + s & 0xFFFFFFFF
    return str(total)


def lines(name):
    """The lines that are added to a file, as they come; None while there are none."""
    while not os.path.exists(os.path.join(FOLDER, name)):
        time.sleep(0.05)
        yield None
    with open(os.path.join(FOLDER, name)) as file:
        while True:
            line = file.readline()
            yield line.strip() or None


def following(name, right):
    def run(check):
        for line in lines(name):
            if not check.going():
                return
            if line is None:
                time.sleep(0.01)
            else:
                check.expect(right(line), True, name)

    return run


result = wanted()
checking.Check(FOLDER).run(
    following("results", lambda line: line == result), following("compiled", lambda line: line.endswith(".o"))
)
