package io.crj.agent.session;

import io.crj.agent.host.Cidr;
import io.crj.engine.TreeReport;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.wire.message.Connection;
import io.crj.wire.message.Endpoint;
import io.crj.wire.message.FileNeed;
import io.crj.wire.message.HostFacts;
import io.crj.wire.message.LockNeed;
import io.crj.wire.message.SourceReport;
import java.net.InetAddress;
import java.util.List;

/** The engine's report as a message. */
final class ReportMessages {

    private ReportMessages() {}

    static SourceReport toMessage(TreeReport tree, List<ServiceAddress> moving, HostFacts host) {
        SourceReport.Builder report = SourceReport.newBuilder()
                .setPid(tree.pid())
                .setCommand(tree.command())
                .addAllPids(tree.pids())
                .addAllTids(tree.tids())
                .setResidentBytes(tree.residentBytes())
                .setHost(host);
        tree.files()
                .forEach(file -> report.addFiles(FileNeed.newBuilder()
                        .setPath(file.path())
                        .setSizeBytes(file.sizeBytes())
                        .setMode(file.mode())));
        tree.locks()
                .forEach(lock -> report.addLocks(LockNeed.newBuilder()
                        .setPath(lock.path())
                        .setKind(lock.kind())
                        .setExclusive(lock.type() == Fcntl.F_WRLCK)
                        .setStart(lock.start())
                        .setLength(lock.length())));
        tree.connections()
                .forEach(connection -> report.addConnections(Connection.newBuilder()
                        .setLocal(endpoint(connection.local(), connection.localPort()))
                        .setRemote(endpoint(connection.remote(), connection.remotePort()))));
        tree.boundAddresses().forEach(bound -> report.addBoundAddresses(bound.getHostAddress()));
        tree.listeners().forEach(one -> report.addListeners(endpoint(one.local(), one.port())));
        moving.forEach(address -> report.addServiceAddresses(Cidr.of(address).toString()));
        return report.build();
    }

    private static Endpoint endpoint(InetAddress address, int port) {
        return Endpoint.newBuilder()
                .setAddress(address.getHostAddress())
                .setPort(port)
                .build();
    }
}
