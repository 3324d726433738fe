package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_TCP;
import static io.crj.engine.linux.abi.Tcp.*;

import io.crj.engine.image.proto.TcpOptsEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;

/** Options of level IPPROTO_TCP that do not belong to the connection itself; tcp(7). */
final class TcpOptions {

    private TcpOptions() {}

    static TcpOptsEntry dump(Fd fd) {
        TcpOptsEntry.Builder opts = TcpOptsEntry.newBuilder()
                .setKeepcnt(get(fd, TCP_KEEPCNT))
                .setKeepidle(get(fd, TCP_KEEPIDLE))
                .setKeepintvl(get(fd, TCP_KEEPINTVL));
        if (get(fd, TCP_CORK) != 0) {
            opts.setCork(true);
        }
        if (get(fd, TCP_NODELAY) != 0) {
            opts.setNodelay(true);
        }
        return opts.build();
    }

    static void restore(Fd fd, TcpOptsEntry opts) {
        set(fd, TCP_KEEPCNT, opts.hasKeepcnt(), opts.getKeepcnt());
        set(fd, TCP_KEEPIDLE, opts.hasKeepidle(), opts.getKeepidle());
        set(fd, TCP_KEEPINTVL, opts.hasKeepintvl(), opts.getKeepintvl());
        set(fd, TCP_NODELAY, opts.getNodelay(), 1);
        set(fd, TCP_CORK, opts.getCork(), 1);
    }

    private static int get(Fd fd, int option) {
        return SocketCalls.getInt(fd, IPPROTO_TCP, option);
    }

    private static void set(Fd fd, int option, boolean wanted, int value) {
        if (wanted && value != get(fd, option)) {
            SocketCalls.setInt(fd, IPPROTO_TCP, option, value);
        }
    }
}
