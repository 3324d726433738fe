# shellcheck shell=bash
# The lab's network: a bridge on the host "switch", and one cable from it to eth0 of every other host.

in_network_of() {
    local pid
    pid=$(host_init "$1") || die "$1 is not up"
    shift
    nsenter --target "$pid" --net -- "$@"
}

create_network() {
    in_network_of switch ip link add br0 type bridge
    in_network_of switch ip link set br0 up
    local host
    for host in $all_hosts; do
        [ "$host" = switch ] || connect_host "$host"
    done
    in_network_of "$service_host" ip address add "$service_address/24" dev eth0
}

connect_host() {
    local host=$1
    in_network_of switch ip link add "to-$host" type veth peer name eth0 netns "$(host_init "$host")"
    in_network_of switch ip link set "to-$host" master br0 up
    in_network_of "$host" ip address add "$(host_address "$host")/24" dev eth0
    in_network_of "$host" ip link set eth0 up
}

# set_link HOST up|down plugs or pulls the host's cable.
set_link() {
    in_network_of switch ip link set "to-$1" "$2"
}

# port_answers HOST PORT asks from the host itself whether something listens there.
port_answers() {
    in_network_of "$1" bash -c "exec 3<>/dev/tcp/127.0.0.1/$2" 2>/dev/null
}
