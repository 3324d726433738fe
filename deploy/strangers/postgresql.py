"""Checks postgresql: postgresql.py FOLDER"""

import subprocess
import sys
import time

import checking

PSQL = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", checking.ADDRESS, "-U", "postgres", "postgres"]


class Session:
    """A psql that stays connected and is asked one thing after the other."""

    def __init__(self):
        self.process = subprocess.Popen(PSQL, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, sql):
        self.process.stdin.write(sql + ";\n")
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("psql ended: %s" % sql)
        return answer.strip()

    def tell(self, sql):
        self.process.stdin.write(sql + ";\n")

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


def once(sql):
    done = subprocess.run(PSQL + ["-c", sql], capture_output=True, text=True)
    if done.returncode:
        raise OSError(done.stderr)
    return done.stdout.strip()


def in_transaction(check):
    """One transaction from the beginning to the end; nobody else sees its rows before."""
    session = Session()
    pid = session.ask("SELECT pg_backend_pid()")
    session.tell("BEGIN; CREATE TEMP TABLE own (n int) ON COMMIT DROP; SAVEPOINT begun; DECLARE rows CURSOR FOR SELECT * FROM kept ORDER BY n")
    n = 0
    while check.going():
        n += 1
        session.tell("INSERT INTO moved VALUES (%d); INSERT INTO own VALUES (%d)" % (n, n))
        check.expect(session.ask("SELECT sum(n) FROM moved"), str(n * (n + 1) // 2), "transaction")
        check.expect(session.ask("FETCH 1 FROM rows"), str(n), "transaction")
        check.expect(session.ask("SELECT count(*), pg_backend_pid() FROM own"), "%d|%s" % (n, pid), "transaction")
    check.expect(once("SELECT count(*) FROM moved"), "0", "outside")
    session.tell("COMMIT")
    check.expect(session.ask("SELECT count(*) FROM moved"), str(n), "transaction")
    session.close()
    check.expect(once("SELECT count(*) FROM moved"), str(n), "outside")


def committing(check):
    session = Session()
    n = 0
    while check.going():
        n += 1
        check.expect(session.ask("INSERT INTO committed VALUES (%d) RETURNING n" % n), str(n), "commits")
        check.expect(session.ask("SELECT count(*) FROM committed"), str(n), "commits")
    session.close()


def parallel(check):
    session = Session()
    session.tell("SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0")
    while check.going():
        check.expect(session.ask("SELECT sum(n) FROM kept"), "20000100000", "parallel")
    session.close()


def connecting(check):
    while check.going():
        check.expect(once("SELECT count(*) FROM kept"), "200000", "new sessions")
        time.sleep(0.2)


checking.await_start(lambda: once("SELECT 1"))
once("CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 200000); CREATE TABLE moved (n int); CREATE TABLE committed (n int); ANALYZE")
checking.Check(sys.argv[1]).run(in_transaction, committing, parallel, connecting)
