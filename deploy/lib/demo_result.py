"""Joins what crj-migrate and the checking client printed into the demo's result.

demo_result.py events MIGRATE_OUTPUT                          prints how many events were published
demo_result.py result MIGRATE_OUTPUT CLIENT_OUTPUT PID PLACE  prints the result; exit code 0 if all is well
"""

import json
import sys


def last_object(path):
    """The last line of the file that is a JSON object; an empty object when there is none."""
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in reversed(file.read().splitlines()):
            if line.startswith("{"):
                try:
                    return json.loads(line)
                except ValueError:
                    continue
    return {}


def joined(migration, client, pid, place):
    return {
        "migrated": migration.get("migrated") is True and place == "moved",
        "pid": pid,
        "rounds": migration.get("rounds", 0),
        "freezeMillis": migration.get("freezeMillis", 0),
        "totalMillis": migration.get("totalMillis", 0),
        "bytesSent": migration.get("bytesSent", 0),
        "clientMaxGapMillis": client.get("maxGapMillis", 0),
        "requests": client.get("requests", 0),
        # A client that printed no result did not end well.
        "errors": client.get("errors", 1),
        "events": migration.get("events", 0),
    }


def main(arguments):
    migration = last_object(arguments[1])
    if arguments[0] == "events":
        print(migration.get("events", 0))
        return 0
    client, pid, place = last_object(arguments[2]), int(arguments[3]), arguments[4]
    result = joined(migration, client, pid, place)
    print(json.dumps(result, separators=(",", ":")))
    return 0 if result["migrated"] and result["errors"] == 0 and client.get("reconnects") == 0 else 1


sys.exit(main(sys.argv[1:]))
