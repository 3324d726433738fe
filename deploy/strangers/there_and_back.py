"""Moves strangers there and back in a lab that is up: there_and_back.py WORK_FOLDER LAB_SCRIPT NAME…

Each is started on hostA, checked by its client on the host client, moved to hostB and back, and checked on. Prints one JSON
object for each.
"""

import json
import os
import re
import subprocess
import sys
import time

RUN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "run.sh")
ADDRESS = "10.77.0.100/24"
PATIENCE_SECONDS = 90
SETTLE_SECONDS = 1.0


class Failed(Exception):
    """Why a stranger did not get there and back."""


class Stranger:
    def __init__(self, name, work, lab):
        self.name = name
        self.lab = lab
        self.work = os.path.join(work, name)
        os.mkdir(self.work)
        self.host = "hostA"

    def on(self, host, *words):
        return [self.lab, "exec", host, *words]

    def script(self, what, host):
        return self.on(host, RUN, self.name, self.work, what)

    def text(self, *words):
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode:
            raise Failed("%s: %s" % (" ".join(words[2:]), (done.stderr + done.stdout).strip()))
        return done.stdout.strip()

    def path(self, name):
        return os.path.join(self.work, name)

    def read(self, name):
        with open(self.path(name)) as file:
            return file.read()

    def start(self):
        """Starts it as an init system would, in a session of its own with nothing inherited."""
        become = "echo $$ >%s; exec \"$@\" >%s 2>&1 </dev/null" % (self.path("pid"), self.path("output"))
        self.text(*self.on("hostA", "setsid", "--fork", "sh", "-c", become, "sh", RUN, self.name, self.work, "start"))
        self.await_that(lambda: os.path.exists(self.path("pid")) and self.read("pid").endswith("\n"), "its pid")
        self.pid = int(self.read("pid"))
        with open(self.path("client"), "w") as log:
            self.client = subprocess.Popen(self.script("check", "client"), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.more_answers("its first answers", 20)
        time.sleep(SETTLE_SECONDS)

    def await_that(self, condition, what):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise Failed("%s did not come within %d s" % (what, PATIENCE_SECONDS))
            time.sleep(0.05)

    def answers(self):
        try:
            return json.loads(self.read("progress"))["answers"]
        except FileNotFoundError:
            return 0

    def more_answers(self, what, number):
        before = self.answers()

        def came():
            if self.client.poll() is not None:
                raise Failed("the client ended: " + self.read("client").strip()[-600:])
            return self.answers() >= before + number

        self.await_that(came, what)

    def tree(self, host):
        """The tree's processes on a host: threads by pid; none where it is not."""
        table = self.text(*self.on(host, "ps", "-eo", "pid=,ppid=,nlwp="))
        rows = [tuple(map(int, line.split())) for line in table.splitlines()]
        tree = {self.pid}
        more = tree
        while more:
            more = {pid for pid, parent, _ in rows if parent in tree} - tree
            tree |= more
        return {pid: threads for pid, _, threads in rows if pid in tree}

    def measure(self):
        """Processes, threads and proportional memory of the tree."""
        tree = self.tree(self.host)
        files = ["/proc/%d/smaps_rollup" % pid for pid in tree]
        rollups = subprocess.run(self.on(self.host, "cat", *files), capture_output=True, text=True).stdout
        kib = sum(map(int, re.findall(r"^Pss: +(\d+) kB", rollups, re.M)))
        return {"processes": len(tree), "threads": sum(tree.values()), "mib": round(kib / 1024)}

    def move(self, to):
        self.text(*self.script("expect", to))
        options = self.text(*self.script("options", self.host)).split()
        words = self.on("client", "crj-migrate", "--json", "--from", self.host, "--to", to, *options, str(self.pid))
        done = subprocess.run(words, capture_output=True, text=True)
        with open(self.path("moves"), "a") as log:
            log.write(done.stdout + done.stderr)
        if done.returncode:
            last = done.stderr.strip().splitlines()
            try:
                why = json.loads(done.stdout).get("message") or done.stdout
            except ValueError:
                why = last[-1] if last else done.stdout
            raise Failed("%s to %s, exit code %d: %s" % (self.host, to, done.returncode, why))
        self.host = to
        self.more_answers("further answers on " + to, 20)
        self.text(*self.script("verify", to))
        time.sleep(SETTLE_SECONDS)
        return json.loads(done.stdout)

    def end(self):
        """Lets the client finish, and ends what is left of both."""
        open(self.path("stop"), "w").close()
        try:
            self.client.wait(PATIENCE_SECONDS)
            result = json.loads(self.read("result"))
        except (subprocess.TimeoutExpired, FileNotFoundError):
            self.client.kill()
            raise Failed("the client did not finish: " + self.read("client").strip()[-600:])
        return result

    def kill(self):
        for host in ("hostA", "hostB"):
            tree = self.tree(host)
            if tree:
                # Some of them may end by themselves first.
                subprocess.run(self.on(host, "kill", "-KILL", *map(str, tree)), capture_output=True)


    def home(self):
        """The service address goes back to where strangers start."""
        found = self.text(*self.on("hostB", "ip", "-4", "-oneline", "address", "show", "dev", "eth0"))
        if ADDRESS in found:
            self.text(*self.on("hostB", "ip", "address", "del", ADDRESS, "dev", "eth0"))
            self.text(*self.on("hostA", "ip", "address", "add", ADDRESS, "dev", "eth0"))
            self.text(*self.on("client", "ip", "neighbour", "flush", "all"))


def there_and_back(name, work, lab):
    stranger = Stranger(name, work, lab)
    row = {"program": name, "version": stranger.text(*stranger.script("version", "hostA"))}
    row["options"] = stranger.text(*stranger.script("options", "hostA"))
    try:
        stranger.start()
        row.update(stranger.measure())
        row["thereMillis"] = stranger.move("hostB")["freezeMillis"]
        row["backMillis"] = stranger.move("hostA")["freezeMillis"]
        row.update(stranger.end())
        if row["errors"]:
            raise Failed("the client found errors: " + stranger.read("client").strip()[:600])
        row["result"] = "there and back"
    except Failed as failure:
        row["result"] = "failed"
        row["why"] = str(failure)
        open(stranger.path("stop"), "a").close()
    stranger.kill()
    stranger.home()
    return row


for one in sys.argv[3:]:
    print(json.dumps(there_and_back(one, sys.argv[1], sys.argv[2])), flush=True)
