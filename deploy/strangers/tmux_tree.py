"""Runs a tmux server with panes, and a client of it on a terminal of its own: tmux_tree.py SOCKET SERVER_PROGRAM"""

import os
import pty
import subprocess
import sys
import time

socket, server = sys.argv[1:]
tmux = ["tmux", "-S", socket, "-f", "/dev/null"]
# A server in the foreground is a child of ours and moves with us.
subprocess.Popen(tmux + ["-D"])
while not os.path.exists(socket):
    time.sleep(0.05)
subprocess.run(tmux + ["new-session", "-d", "-x", "100", "-y", "40", "-s", "moved", "python3 %s 7002" % server], check=True)
subprocess.run(tmux + ["split-window", "-t", "moved", "top -d 0.5"], check=True)
subprocess.run(tmux + ["split-window", "-t", "moved", "env PS1= bash --norc"], check=True)
pid, master = pty.fork()
if pid == 0:
    os.execvp("tmux", tmux + ["attach", "-t", "moved"])
while os.read(master, 65536):
    pass
