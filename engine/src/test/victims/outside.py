"""Holds one end of a connection whose other end is a program's; obeys lines on its standard input, one answer each.

start         starts the program: "PID SOCKET PIPE", the inodes of its socket and of its pipe
ask WORD      what the program answers to WORD, over the socket
hear          what comes out of the pipe
reap          waits for the end of the program
supply ARGS   runs a command (a JSON list) that has one end of a new connection as descriptor 100, and the writing end
              of a new pipe as 101: its exit code and output, as JSON
"""

import json
import os
import socket
import subprocess
import sys

ECHO = """
import os, socket, sys
end = socket.socket(fileno=int(sys.argv[1]))
while True:
    word = end.recv(100)
    os.write(int(sys.argv[2]), b"heard " + word)
    end.send(b"echo " + word)
"""


def connection():
    ours, theirs = socket.socketpair()
    ours.settimeout(20)
    theirs.set_inheritable(True)
    return ours, theirs


program = end = reader = None
for line in sys.stdin:
    command, _, argument = line.strip().partition(" ")
    if command == "start":
        end, theirs = connection()
        reader, writer = os.pipe()
        fds = (theirs.fileno(), writer)
        program = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", ECHO, str(fds[0]), str(fds[1])],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=fds, start_new_session=True)
        print(program.pid, os.fstat(fds[0]).st_ino, os.fstat(fds[1]).st_ino, flush=True)
        theirs.close()
        os.close(writer)
    elif command == "ask":
        end.send(argument.encode())
        print(end.recv(100).decode(), flush=True)
    elif command == "hear":
        print(os.read(reader, 100).decode(), flush=True)
    elif command == "reap":
        print(program.wait(), flush=True)
    elif command == "supply":
        end, theirs = connection()
        reader, writer = os.pipe()
        os.dup2(theirs.fileno(), 100)
        os.dup2(writer, 101)
        theirs.close()
        os.close(writer)
        done = subprocess.run(json.loads(argument), pass_fds=(100, 101), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        os.close(100)
        os.close(101)
        print(json.dumps([done.returncode, done.stdout]), flush=True)
