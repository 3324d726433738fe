"""A sequence server that also checks its own memory all the time, and that it is the only copy of itself.

pattern.py PORT STATUS_FILE MIB

Each page of its memory has a content that follows from the page and how often it was written; a few pages are checked and
written anew between any two events. Each time it counts in STATUS_FILE, where it has to find what it wrote last: another
copy of it that runs anywhere with the same file changes that. What is wrong goes to STATUS_FILE.wrong, and it exits.
"""

import hashlib
import mmap
import os
import random
import struct
import sys

import server

PAGE_BYTES = 4096
PAGES_AT_ONCE = 4
WAIT_SECONDS = 0.004


class Pattern:
    def __init__(self, status, mib):
        self.status = status
        self.file = os.open(status, os.O_RDWR | os.O_CREAT, 0o600)
        self.pages = int(mib) * 1024 * 1024 // PAGE_BYTES
        self.memory = mmap.mmap(-1, self.pages * PAGE_BYTES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self.generations = [0] * self.pages
        self.random = random.Random(1)
        self.count = 0
        for page in range(self.pages):
            self.write(page)
        os.pwrite(self.file, struct.pack("<q", self.count), 0)

    def content(self, page):
        digest = hashlib.blake2b(struct.pack("<qq", page, self.generations[page])).digest()
        return digest * (PAGE_BYTES // len(digest))

    def write(self, page):
        self.generations[page] += 1
        self.memory[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = self.content(page)

    def step(self):
        found = struct.unpack("<q", os.pread(self.file, 8, 0))[0]
        if found != self.count:
            self.fail(f"another copy ran: counted to {self.count} here, to {found} there")
        self.count += 1
        os.pwrite(self.file, struct.pack("<q", self.count), 0)
        for _ in range(PAGES_AT_ONCE):
            page = self.random.randrange(self.pages)
            if self.memory[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] != self.content(page):
                self.fail(f"page {page} of generation {self.generations[page]} is damaged")
            self.write(page)

    def fail(self, what):
        with open(self.status + ".wrong", "a") as file:
            file.write(what + "\n")
        os._exit(3)


def main(port, status, mib):
    server.run(port, WAIT_SECONDS, Pattern(status, mib).step)


main(*sys.argv[1:])
