"""Checks sshd: sshd.py FOLDER"""

import os
import pty
import re
import select
import socket
import sys

import checking

FOLDER = sys.argv[1]
PATIENCE_SECONDS = 60


class Session:
    """A login on a terminal."""

    def __init__(self, *command):
        keys = os.path.join(FOLDER, "keys")
        self.seen = b""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "vt100"
            options = ["-i", keys + "/user", "-o", "UserKnownHostsFile=" + keys + "/known", "-o", "GlobalKnownHostsFile=none"]
            os.execvp("ssh", ["ssh", "-F", "none", "-tt", "-p", "2222", *options, "root@service", *command])

    def type(self, text):
        os.write(self.master, text)

    def expect(self, pattern):
        """What matches, and is then behind us."""
        while not (found := re.search(pattern, self.seen)):
            if not select.select([self.master], [], [], PATIENCE_SECONDS)[0]:
                raise RuntimeError("instead of %r there came %r" % (pattern, self.seen[-200:]))
            try:
                more = os.read(self.master, 65536)
            except OSError:
                more = b""
            if not more:
                raise RuntimeError("the session ended: %r" % self.seen[-200:])
            self.seen += more
        self.seen = self.seen[found.end() :]
        return found


def shell(check):
    session = Session()
    session.type(b"PS1=; stty -echo; ulimit -n; echo begun-$$\n")
    shell_pid = session.expect(rb"begun-(\d+)\r\n")[1]
    n = 0
    while check.going():
        n += 1
        session.type(b"echo =%d-$((%d * %d))-$$=\n" % (n, n, n))
        check.expect(session.expect(rb"=([\d-]+)=\r\n")[1], b"%d-%d-%s" % (n, n * n, shell_pid), "shell")
        # A program of its own each time.
        session.type(b"expr %d + 1; tty\n" % n)
        check.expect(session.expect(rb"(\d+)\r\n/dev/pts/\d+\r\n")[1], b"%d" % (n + 1), "shell")
    session.type(b"exit\n")


def top(check):
    session = Session("top -d 0.1")
    while check.going():
        session.expect(rb"load average")
        check.answer("top")
    session.type(b"q")


checking.await_start(lambda: socket.create_connection((checking.ADDRESS, 2222)).close())
checking.Check(FOLDER).run(shell, top)
