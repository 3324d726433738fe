"""Prints the page about a run of strangers: page.py ROWS, a file with one JSON object for each"""

import json
import os
import sys

HEAD = """# Strangers there and back

Programs from Debian and elsewhere that know nothing of crj, each moved from one host to another and back while a client on a
third host keeps its connections and checks every answer. Written by `deploy/strangers.sh`, on %d processors that other work
shared; the freeze and the client's largest gap are in milliseconds, memory is what the processes have in proportion.

| program | version | processes | threads | MiB | freeze there | freeze back | answers | errors | largest gap | result |
|---|---|---|---|---|---|---|---|---|---|---|
"""
COLUMNS = ("program", "version", "processes", "threads", "mib", "thereMillis", "backMillis", "answers", "errors", "maxGapMillis")


def comment(program):
    """What the first line of the program's script says."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), program + ".sh")) as file:
        return file.readline().removeprefix("# ").strip()


def why(row):
    text = row["why"]
    try:
        found = json.loads(text[text.index("{") :])
        text = found.get("reason") or "; ".join(map(str, found.get("refusals", [])))
    except ValueError:
        pass
    return text.splitlines()[-1].replace("|", "\\|")


with open(sys.argv[1]) as file:
    rows = [json.loads(line) for line in file]
print(HEAD % os.cpu_count(), end="")
for row in rows:
    options = " ".join(map(os.path.basename, row["options"].split()))
    result = row["result"] + (" with `%s`" % options if options else "")
    print("| %s | %s |" % (" | ".join(str(row.get(column, "")) for column in COLUMNS), result))
print("\n## What they are\n")
for row in rows:
    print("- **%s**: %s" % (row["program"], comment(row["program"])))
failed = [row for row in rows if "why" in row]
if failed:
    print("\n## What did not get there and back, and why\n")
    for row in failed:
        print("- **%s**: %s" % (row["program"], why(row)))
