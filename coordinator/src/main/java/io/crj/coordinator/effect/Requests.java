package io.crj.coordinator.effect;

import com.google.protobuf.ByteString;
import io.crj.coordinator.migration.Side;
import io.crj.wire.message.Abort;
import io.crj.wire.message.AwaitReady;
import io.crj.wire.message.Commit;
import io.crj.wire.message.Freeze;
import io.crj.wire.message.InspectSource;
import io.crj.wire.message.InspectTarget;
import io.crj.wire.message.PrepareTarget;
import io.crj.wire.message.Round;
import io.crj.wire.message.SourceReport;
import io.crj.wire.message.StartSource;
import io.crj.wire.message.ToAgent;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;

/** The messages of one migration. */
final class Requests {

    private static final int TICKET_BYTES = 32;

    private final MigrationRequest request;
    private final ByteString ticket = newTicket();

    Requests(MigrationRequest request) {
        this.request = request;
    }

    ToAgent inspectSource() {
        return message()
                .setInspectSource(
                        InspectSource.newBuilder().setPid(request.pid()).setOptions(request.options()))
                .build();
    }

    ToAgent inspectTarget(SourceReport report) {
        return message()
                .setInspectTarget(InspectTarget.newBuilder().setSource(report).setOptions(request.options()))
                .build();
    }

    /** @param sourceAgent the source's name in its certificate; empty where there is no TLS */
    ToAgent prepareTarget(SourceReport report, String sourceAgent) {
        return message()
                .setPrepareTarget(PrepareTarget.newBuilder()
                        .setTicket(ticket)
                        .setSourceAgent(sourceAgent)
                        .setSource(report)
                        .setOptions(request.options()))
                .build();
    }

    /** @param targetAgent the target's name in its certificate; empty where there is no TLS */
    ToAgent startSource(int streamPort, String targetAgent) {
        return message()
                .setStartSource(StartSource.newBuilder()
                        .setTicket(ticket)
                        .setPid(request.pid())
                        .setTargetHost(targetHost())
                        .setTargetStreamPort(streamPort)
                        .setTargetAgent(targetAgent)
                        .setOptions(request.options()))
                .build();
    }

    ToAgent round(int number) {
        return message().setRound(Round.newBuilder().setNumber(number)).build();
    }

    ToAgent freeze() {
        return message()
                .setFreeze(Freeze.newBuilder()
                        .setMaxFreezeNanos(request.plan().limits().freezeNanos()))
                .build();
    }

    ToAgent awaitReady() {
        return message().setAwaitReady(AwaitReady.getDefaultInstance()).build();
    }

    ToAgent commit(Side side) {
        return message().setCommit(commitOf(side)).build();
    }

    static Commit commitOf(Side side) {
        boolean source = side == Side.SOURCE;
        return Commit.newBuilder()
                .setSide(source ? io.crj.wire.message.Side.SIDE_SOURCE : io.crj.wire.message.Side.SIDE_TARGET)
                .build();
    }

    ToAgent abort(String reason) {
        return message().setAbort(Abort.newBuilder().setReason(reason)).build();
    }

    /** The address as seen from here, since names may differ between hosts; a loopback address means nothing there. */
    private String targetHost() {
        try {
            InetAddress address = request.target().resolve();
            return address.isLoopbackAddress() ? request.target().host() : address.getHostAddress();
        } catch (UnknownHostException gone) {
            return request.target().host();
        }
    }

    private ToAgent.Builder message() {
        return ToAgent.newBuilder().setMigrationId(request.plan().migrationId());
    }

    private static ByteString newTicket() {
        byte[] bytes = new byte[TICKET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
