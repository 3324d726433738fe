# networked.sh ADDRESS COMMAND...: becomes the command, in a new network namespace that has the address, connected to the
# host's bridge br0. The host is where process 1 is.
address=$1
shift
ip link set lo up
ip link add eth0 type veth peer name crj-out netns 1
nsenter --target 1 --net ip link set crj-out master br0 up
ip address add "$address/24" dev eth0
ip link set eth0 up
nft add table inet filter
nft 'add chain inet filter in { type filter hook input priority 0; policy accept; }'
nft add rule inet filter in tcp dport 99 drop
exec "$@"
