"""A server whose threads ask a pool of processes: pool_server.py PORT

Each line is a number; the answer is that number, its sum of squares as a process of the pool made it, how many the pool has
made in all, and a value out of a dictionary that another process keeps.
"""

import multiprocessing
import socketserver
import sys


def begin(shared):
    global counter
    counter = shared


def work(number):
    with counter.get_lock():
        counter.value += 1
    return sum(i * i for i in range(number % 1000)), counter.value


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            number = int(line)
            made, count = pool.apply(work, (number,))
            kept[number % 100] = number
            self.wfile.write(b"%d %d %d %d\n" % (number, made, count, kept[number % 100] if number % 100 else number))


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    pool = multiprocessing.Pool(4, begin, (multiprocessing.Value("q", 0),), maxtasksperchild=200)
    manager = multiprocessing.Manager()
    kept = manager.dict()
    Server(("0.0.0.0", int(sys.argv[1])), Handler).serve_forever()
