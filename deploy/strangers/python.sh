# python3 whose threads ask a pool of processes, over pipes and under semaphores, and count in shared memory.
version() { python3 --version | awk '{print $2}'; }
start() { exec python3 "$here/pool_server.py" 7001; }
check() { exec python3 "$here/python.py" "$work"; }
