"""Answers each line with it and the number of lines so far, and prints what it does now and then: sequence_server.py PORT"""

import socketserver
import sys


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        for number, line in enumerate(self.rfile, 1):
            self.wfile.write(b"%d %s" % (number, line))
            if number % 1000 == 0:
                print("answered %d lines" % number, flush=True)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("0.0.0.0", int(sys.argv[1])), Handler).serve_forever()
