"""A terminal, as a terminal emulator is one.

terminal.py hold PID_FILE TEXT COMMAND…
                                     runs COMMAND on a terminal of its own, types TEXT once it has printed something, and
                                     reads the rest for nobody
terminal.py talk STEP… -- COMMAND…   runs COMMAND and goes through the steps: "send TEXT", with escapes as in \\r,
                                     and "expect TEXT", which has to come within 20 seconds; leaves by ctrl-p ctrl-q
"""

import os
import pty
import select
import sys
import time

PATIENCE_SECONDS = 20


def start(command):
    pid, master = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "vt100"
        os.execvp(command[0], command)
    return pid, master


def read(master):
    try:
        return os.read(master, 65536)
    except OSError:
        # The other side is gone.
        return b""


def hold(pid_file, text, *command):
    pid, master = start(command)
    read(master)
    os.write(master, text.encode())
    with open(pid_file + ".new", "w") as file:
        file.write(str(pid))
    os.rename(pid_file + ".new", pid_file)
    while read(master):
        pass
    os.waitpid(pid, 0)


def expect(master, text, seen):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while text not in seen:
        ready, _, _ = select.select([master], [], [], deadline - time.monotonic())
        more = read(master) if ready else b""
        if not more:
            sys.exit("instead of %r there came %r" % (text, seen))
        seen += more
    return seen.partition(text)[2]


def talk(*words):
    end = words.index("--")
    pid, master = start(words[end + 1 :])
    seen = b""
    for step in words[:end]:
        what, text = step.split(" ", 1)
        text = text.encode().decode("unicode_escape").encode("latin-1")
        if what == "send":
            os.write(master, text)
        else:
            seen = expect(master, text, seen)
    os.write(master, b"\x10\x11")
    expect(master, b"detached", seen)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


{"hold": hold, "talk": talk}[sys.argv[1]](*sys.argv[2:])
