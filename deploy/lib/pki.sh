# shellcheck shell=bash
# The lab's certificates: an authority, an agent's for hostA and hostB, a coordinator's for whoever calls
# crj-migrate. As long-lived as the lab.

lab_pki=$lab/pki
coordinator_host=client

make_pki() {
    [ ! -d "$lab_pki" ] || return 0
    if [ -n "${CRJ_LAB_PKI:-}" ] && [ -d "$CRJ_LAB_PKI" ]; then
        cp -a "$CRJ_LAB_PKI" "$lab_pki"
        return
    fi
    {
        crj_agent pki init --dir "$lab_pki.new"
        # Addresses too, since a user may name a host by its address; names are enough for the lab itself.
        local host
        for host in $agent_hosts; do
            crj_agent pki issue "$host" --dir "$lab_pki.new" --address "$(host_address "$host")"
        done
        crj_agent pki issue "$coordinator_host" --dir "$lab_pki.new" --role coordinator
    } >>"$lab/pki.log" 2>&1 || {
        cat "$lab/pki.log" >&2
        die "the lab's certificates could not be made; see above"
    }
    mv "$lab_pki.new" "$lab_pki"
    [ -z "${CRJ_LAB_PKI:-}" ] || keep_pki
}

# Of several labs that are raised at once the first one's certificates stay.
keep_pki() {
    cp -a "$lab_pki" "$CRJ_LAB_PKI.${lab##*/}"
    mv -nT "$CRJ_LAB_PKI.${lab##*/}" "$CRJ_LAB_PKI"
    rm -rf "$CRJ_LAB_PKI.${lab##*/}"
}

# Only the programs of this distribution know its certificates' form.
crj_agent() {
    CRJ_JAVA_OPTS="-Djava.io.tmpdir=$lab ${CRJ_JAVA_OPTS:-}" "$crj_home/bin/crj-agent" "$@"
}

agent_pki() {
    echo "$lab_pki/agent/$1"
}

coordinator_pki() {
    echo "$lab_pki/coordinator/$coordinator_host"
}
