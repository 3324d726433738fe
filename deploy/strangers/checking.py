"""What the clients that check strangers have in common: they count answers and errors, measure the largest gap between two
answers, and tell both through files in the stranger's folder."""

import json
import os
import sys
import threading
import time
import traceback

ADDRESS = "10.77.0.100"
START_SECONDS = 60
REPORT_SECONDS = 0.1


class Check:
    """One checking client; any number of threads may report to it, each with a gap of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.lock = threading.Lock()
        self.answers = 0
        self.errors = 0
        self.gap = 0.0
        self.last = {}
        self.reported = 0.0

    def going(self):
        """Whether the run still wants answers."""
        return not os.path.exists(os.path.join(self.folder, "stop"))

    def answer(self, who="client"):
        """A right answer came."""
        now = time.monotonic()
        with self.lock:
            self.answers += 1
            self.gap = max(self.gap, now - self.last.get(who, now))
            self.last[who] = now
            if now - self.reported > REPORT_SECONDS:
                self.reported = now
                self.write("progress")

    def error(self, text):
        """Something was wrong; the first of them are told."""
        with self.lock:
            self.errors += 1
            if self.errors <= 20:
                print(text, file=sys.stderr, flush=True)

    def expect(self, found, wanted, who="client"):
        """Counts an answer, or an error when it is not the wanted one."""
        if found == wanted:
            self.answer(who)
        else:
            self.error("%s: %.200r came instead of %.200r" % (who, found, wanted))
            time.sleep(REPORT_SECONDS)

    def write(self, name):
        path = os.path.join(self.folder, name)
        with open(path + ".new", "w") as file:
            json.dump({"answers": self.answers, "errors": self.errors, "maxGapMillis": round(self.gap * 1000)}, file)
        os.rename(path + ".new", path)

    def run(self, *workers):
        """Runs each worker(check) in a thread of its own until the run wants no more, and writes the result."""
        threads = [threading.Thread(target=self.guarded, args=(worker,)) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.write("result")

    def guarded(self, worker):
        try:
            worker(self)
        except Exception:
            self.error(traceback.format_exc())


def await_start(attempt):
    """Returns what attempt returns once it raises no OSError any more."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return attempt()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
