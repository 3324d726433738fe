# sshd with two sessions: a login shell that is asked all the time, and one in which top runs; the clients stay where they are.
version() { ssh -V 2>&1 | sed 's/^OpenSSH_\([^ ]*\).*/\1/'; }
packages="openssh-server openssh-client"
start() {
    mkdir -p /run/sshd "$work/keys"
    chmod 700 "$work/keys"
    ssh-keygen -q -t ed25519 -N "" -f "$work/keys/host"
    ssh-keygen -q -t ed25519 -N "" -f "$work/keys/user"
    cat >"$work/sshd_config" <<CONF
Port 2222
HostKey $work/keys/host
AuthorizedKeysFile $work/keys/user.pub
PidFile none
PermitRootLogin yes
StrictModes no
UsePAM no
PrintMotd no
PrintLastLog no
CONF
    sed "s/^/[service]:2222 /" "$work/keys/host.pub" >"$work/keys/known"
    exec /usr/sbin/sshd -D -e -f "$work/sshd_config"
}
check() { exec python3 "$here/sshd.py" "$work"; }
