package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.SOCK_DGRAM;

import com.google.protobuf.ByteString;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.image.proto.SkOptsEntry;
import io.crj.engine.image.proto.UnixSkEntry;
import io.crj.engine.linux.sys.UnixName;

/** The image's entry for a socket that stays behind: one that listens, marked external, as CRIU has it. */
final class StandIn {

    private static final int EXTERNAL = 1;

    private StandIn() {}

    static boolean is(UnixSkEntry entry) {
        return (entry.getUflags() & EXTERNAL) != 0;
    }

    static FileEntry entry(int id, long inode, UnixName name) {
        UnixSkEntry socket = UnixSkEntry.newBuilder()
                .setId(id)
                .setIno((int) inode)
                .setType(SOCK_DGRAM)
                .setState(SocketRow.LISTEN)
                .setFlags(0)
                .setUflags(EXTERNAL)
                .setBacklog(0)
                .setPeer(0)
                .setFown(nobody())
                .setOpts(noOptions())
                .setName(ByteString.copyFrom(name.toImage()))
                .build();
        return FileEntry.newBuilder()
                .setType(FdType.UNIXSK)
                .setId(id)
                .setUsk(socket)
                .build();
    }

    private static FownEntry nobody() {
        return FownEntry.newBuilder()
                .setUid(0)
                .setEuid(0)
                .setSignum(0)
                .setPidType(0)
                .setPid(0)
                .build();
    }

    private static SkOptsEntry noOptions() {
        return SkOptsEntry.newBuilder()
                .setSoSndbuf(0)
                .setSoRcvbuf(0)
                .setSoSndTmoSec(0)
                .setSoSndTmoUsec(0)
                .setSoRcvTmoSec(0)
                .setSoRcvTmoUsec(0)
                .build();
    }
}
