# A tmux server with three panes: a server that a client talks to, top, and a shell that counts; and a client of tmux's on a terminal.
version() { tmux -V | awk '{print $2}'; }
packages="tmux"
start() {
    export TERM=vt100
    cd "$work"
    exec python3 "$here/tmux_tree.py" "$work/socket" "$here/sequence_server.py"
}
check() { exec python3 "$here/sequence.py" "$work" 7002; }
verify() {
    local before
    [ "$(tmux -S "$work/socket" list-panes -t moved | wc -l)" = 3 ]
    [ "$(tmux -S "$work/socket" list-clients | wc -l)" = 1 ]
    before=$(count)
    tmux -S "$work/socket" send-keys -t moved.2 "echo typed-$((before + 1))" Enter
    for _ in $(seq 50); do
        sleep 0.1
        if [ "$(count)" -gt "$before" ] && tmux -S "$work/socket" capture-pane -p -t moved.1 | grep -q "load average"; then return; fi
    done
    tmux -S "$work/socket" capture-pane -p -t moved.2
    return 1
}
count() { tmux -S "$work/socket" capture-pane -p -S - -t moved.2 | grep -c '^typed-' || true; }
