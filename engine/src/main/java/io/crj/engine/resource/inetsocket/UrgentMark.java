package io.crj.engine.resource.inetsocket;

import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.SharedState;
import java.util.Optional;

/**
 * The place of an urgent byte in what a connection has received: nobody can read beyond it before what precedes it, even when
 * the byte itself was read already; tcp(7).
 */
final class UrgentMark {

    private static final int TRIES = 3;

    private UrgentMark() {}

    /** Whether the kernel has received more than it lets be read; of a running process, which reads meanwhile. */
    static boolean isAhead(Fd socket, SharedState state) {
        for (int i = 0; i < TRIES; i++) {
            Optional<SocketDiagnosis.Row> row = SocketDiagnosis.of(state).find(socket, SocketType.of(socket));
            if (row.isEmpty() || !isAhead(socket, row.get())) {
                return false;
            }
        }
        return true;
    }

    static boolean isAhead(Fd socket, SocketDiagnosis.Row row) {
        int fin = TcpState.finReceived(TcpInfo.read(socket).state()) ? 1 : 0;
        return row.receiveQueueBytes() - fin > SocketCalls.ioctlInt(socket, Sockios.SIOCINQ);
    }
}
