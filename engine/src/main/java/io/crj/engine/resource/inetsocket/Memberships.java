package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.*;
import static io.crj.engine.linux.abi.Socket.AF_INET6;

import com.google.protobuf.ByteString;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.CrjMembership;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.MulticastCalls;
import io.crj.engine.linux.sys.NetworkInterfaces;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.SharedState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The multicast groups a socket is in, and where it sends to such groups. */
final class Memberships {

    private static final Logger LOG = LoggerFactory.getLogger(Memberships.class);

    private static final int F_DUPFD_CLOEXEC = 1030;

    private Memberships() {}

    static void dump(Fd socket, SocketType type, SharedState state, InetSkEntry.Builder entry) {
        boolean v6 = type.family() == AF_INET6;
        for (MulticastGroups.Group group : MulticastGroups.of(state).all()) {
            boolean asked = v6
                    ? !type.isRaw() || group.address().family() == AF_INET6
                    : group.address().family() != AF_INET6;
            if (asked) {
                MulticastCalls.filter(socket, group.index(), group.address())
                        .ifPresent(filter -> entry.addCrjMemberships(membership(group, filter)));
            }
        }
        if (v6) {
            int index = SocketCalls.getInt(socket, IPPROTO_IPV6, IPV6_MULTICAST_IF);
            if (index != 0) {
                entry.setCrjMulticastDevice(NetworkInterfaces.name(index));
            }
        } else {
            int address = SocketCalls.getInt(socket, IPPROTO_IP, IP_MULTICAST_IF);
            if (address != 0) {
                entry.setCrjMulticastAddress(address);
            }
        }
    }

    private static CrjMembership membership(MulticastGroups.Group group, MulticastCalls.Filter filter) {
        CrjMembership.Builder membership = CrjMembership.newBuilder()
                .setDevice(NetworkInterfaces.name(group.index()))
                .setGroup(bytes(group.address()))
                .setMode(filter.mode());
        filter.sources().forEach(source -> membership.addSources(bytes(source)));
        return membership.build();
    }

    private static ByteString bytes(InetEndpoint endpoint) {
        return ByteString.copyFrom(endpoint.address().getAddress());
    }

    static void restore(Fd socket, InetSkEntry entry, RestoreContext context) {
        for (CrjMembership membership : entry.getCrjMembershipsList()) {
            int index = index(membership.getDevice());
            try {
                MulticastCalls.Filter filter = new MulticastCalls.Filter(
                        membership.getMode(),
                        membership.getSourcesList().stream()
                                .map(source -> MulticastGroups.endpoint(source.toByteArray()))
                                .toList());
                MulticastCalls.join(
                        socket,
                        index,
                        MulticastGroups.endpoint(membership.getGroup().toByteArray()),
                        filter);
            } catch (IllegalArgumentException e) {
                throw new ImageFormatException(ImageKind.FILES.fileName(0), e.getMessage(), e);
            }
        }
        if (entry.hasCrjMulticastDevice()) {
            SocketCalls.setInt(socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, index(entry.getCrjMulticastDevice()));
        }
        if (entry.hasCrjMulticastAddress()) {
            Outgoing outgoing = context.shared(
                    new Key(entry.getId()),
                    () -> new Outgoing(Fd.own(FileCalls.fcntl(socket, F_DUPFD_CLOEXEC, 0)), entry));
            context.onResume(outgoing::set);
        }
    }

    private record Key(int id) {}

    /** The address that chooses the interface may move here with the tree: it is there at the resume. */
    private record Outgoing(Fd socket, InetSkEntry entry) implements AutoCloseable {

        void set() {
            try {
                SocketCalls.setInt(socket, IPPROTO_IP, IP_MULTICAST_IF, entry.getCrjMulticastAddress());
            } catch (SyscallException e) {
                LOG.warn("socket {} cannot send to multicast groups as before: {}", entry.getId(), e.getMessage());
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static int index(String device) {
        try {
            return NetworkInterfaces.index(device);
        } catch (SyscallException e) {
            throw new EngineException(
                    "a socket is in a multicast group at network device \"" + device + "\", which this host does not"
                            + " have; create it or give an existing one that name",
                    e);
        }
    }
}
