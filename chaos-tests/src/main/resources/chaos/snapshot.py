"""Prints as JSON what must be the same before and after: snapshot.py PID FOLDER...

PID 0 leaves the program out. Of each FOLDER every file is listed. Numbers that a moved or untouched program may change
without any difference to it (inode numbers, positions) are left out.
"""

import ctypes
import glob
import json
import os
import re
import socket
import subprocess
import sys

TCP_REPAIR = 19
PIDFD_GETFD = 438
STATUS = (
    "Name Umask TracerPid Uid Gid Groups SigPnd ShdPnd SigBlk SigIgn SigCgt CapInh CapPrm CapEff CapBnd CapAmb "
    "NoNewPrivs Seccomp Speculation_Store_Bypass THP_enabled Cpus_allowed_list Mems_allowed_list"
).split()
LIBC = ctypes.CDLL(None, use_errno=True)


def read(path):
    with open(path, errors="replace") as file:
        return file.read()


def command(*words):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout.decode()


def status(path):
    lines = (line.split(":", 1) for line in read(path).splitlines() if ":" in line)
    return {name: value.strip() for name, value in lines}


def link(path):
    return re.sub(r":\[\d+\]", "", os.readlink(path))


def repair(pidfd, number):
    """Whether a TCP socket is in repair mode; None for what is no TCP socket."""
    copy = LIBC.syscall(PIDFD_GETFD, pidfd, number, 0)
    if copy < 0:
        return None
    sock = socket.socket(fileno=copy)
    try:
        return sock.getsockopt(socket.IPPROTO_TCP, TCP_REPAIR) if sock.proto == socket.IPPROTO_TCP else None
    finally:
        sock.close()


def descriptors(pid):
    found = {}
    pidfd = os.pidfd_open(pid)
    for name in sorted(os.listdir(f"/proc/{pid}/fd"), key=int):
        info = read(f"/proc/{pid}/fdinfo/{name}").splitlines()
        watched = sorted(re.sub(r"pos:.*", "", line).split() for line in info if line.startswith("tfd:"))
        flags = [line.split()[1] for line in info if line.startswith("flags:")]
        target = link(f"/proc/{pid}/fd/{name}")
        found[name] = [target, flags, watched]
        if target == "socket":
            found[name].append({"repair": repair(pidfd, int(name))})
    os.close(pidfd)
    return found


def mappings(pid):
    found = []
    for line in read(f"/proc/{pid}/smaps").splitlines():
        if line.startswith("VmFlags:"):
            found[-1].append(" ".join(flag for flag in line.split()[1:] if flag != "sd"))
        elif re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            words = line.split(None, 5)
            name = words[5] if len(words) > 5 else ""
            # A heap grows as the program likes.
            where = words[0].split("-")[0] if name == "[heap]" else words[0]
            found.append([where, words[1], name])
    return found


def merged(found):
    """The same whatever of it is counted as committed memory, which is decided when a mapping is first made writable."""
    result = []
    for where, rights, name, flags in found:
        line = [*where.split("-"), rights, name, flags.replace(" ac", "")]
        same = result and len(line) == 5 and result[-1][1:] == [line[0], *line[2:]]
        if same and (name == "" or name.startswith("/")):
            result[-1][1] = line[1]
        else:
            result.append(line)
    return result


def thread(path):
    all_of_it = status(path + "/status")
    return {
        "name": all_of_it["Name"],
        "state": "stopped" if all_of_it["State"][0] in "Tt" else "runs",
        "tracer": all_of_it["TracerPid"],
        "blocked": all_of_it["SigBlk"],
    }


def program(pid):
    base = f"/proc/{pid}"
    all_of_it = status(base + "/status")
    groups = read(base + "/cgroup")
    found = mappings(pid)
    return {
        "command": read(base + "/cmdline"),
        "status": {name: all_of_it[name] for name in STATUS if name in all_of_it},
        "threads": {tid: thread(f"{base}/task/{tid}") for tid in os.listdir(base + "/task")},
        "links": {name: link(f"{base}/{name}") for name in ("cwd", "exe", "root")},
        "limits": read(base + "/limits"),
        "oom": read(base + "/oom_score_adj"),
        "cgroup": groups,
        "frozen": frozen(groups),
        "descriptors": descriptors(pid),
        "mappings": found,
        "merged": merged(found),
    }


def frozen(groups):
    for mount in ("/sys/fs/cgroup", "/sys/fs/cgroup/unified"):
        for line in groups.splitlines():
            number, _, path = line.split(":", 2)
            events = mount + path + "/cgroup.events"
            if number == "0" and os.path.exists(events):
                return "frozen 1" in read(events)
    return False


def processes():
    """Names of all that runs here, but for this script and who called it."""
    own = {os.getpid(), os.getppid()}
    names = []
    for path in glob.glob("/proc/[0-9]*"):
        try:
            if int(path[6:]) not in own:
                names.append(read(path + "/comm").strip())
        except OSError:
            pass
    return sorted(names)


def addresses():
    found = json.loads(command("ip", "-json", "address", "show") or "[]")
    return {
        device["ifname"]: sorted(
            f"{one['local']}/{one['prefixlen']}"
            for one in device["addr_info"]
            if one["family"] == "inet"
        )
        for device in found
    }


def remembers_an_end(path):
    """Whether a file is what an agent remembers of a migration that has ended here."""
    if not path.endswith(".journal"):
        return False
    state = ""
    for line in read(path).splitlines():
        kind, _, text = line[9:].partition(" ")
        found = re.search(r"\bname=(\w+)", text) if kind == "=" else None
        state = found.group(1) if found else state
    return state in ("ABORTED", "REAPED", "RESUMED", "LOST")


def files(folders):
    found = (os.path.join(base, name) for folder in folders for base, _, names in os.walk(folder) for name in names)
    return sorted(path for path in found if not remembers_an_end(path))


def groups():
    return sorted(path for mount in ("/sys/fs/cgroup", "/sys/fs/cgroup/*") for path in glob.glob(mount + "/**/crj-*", recursive=True))


def main(pid, *folders):
    tree = None
    if pid != "0" and os.path.exists(f"/proc/{pid}/exe"):
        try:
            tree = program(int(pid))
        except (FileNotFoundError, ProcessLookupError):
            tree = None
    host = {
        "processes": processes(),
        "addresses": addresses(),
        "rules": command("nft", "list", "ruleset"),
        "groups": groups(),
        "files": files(folders),
        "temporary": sorted(glob.glob("/tmp/crj-*")),
    }
    print(json.dumps({"program": tree, "host": host}))


main(*sys.argv[1:])
