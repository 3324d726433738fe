package io.crj.engine.task;

import io.crj.engine.image.proto.CredsEntry;
import io.crj.engine.linux.proc.TaskStatus;
import java.util.List;
import java.util.function.IntConsumer;

/** User, groups and capabilities of a thread; credentials(7), capabilities(7). */
final class CredentialsDump {

    private CredentialsDump() {}

    static CredsEntry dump(TaskStatus status, int securebits) {
        List<Integer> uid = status.numbers("Uid");
        List<Integer> gid = status.numbers("Gid");
        CredsEntry.Builder entry = CredsEntry.newBuilder()
                .setUid(uid.get(0))
                .setEuid(uid.get(1))
                .setSuid(uid.get(2))
                .setFsuid(uid.get(3))
                .setGid(gid.get(0))
                .setEgid(gid.get(1))
                .setSgid(gid.get(2))
                .setFsgid(gid.get(3))
                .setSecbits(securebits)
                .setNoNewPrivs(Integer.parseInt(status.get("NoNewPrivs")))
                .addAllGroups(status.numbers("Groups"));
        words(status.mask("CapInh"), entry::addCapInh);
        words(status.mask("CapPrm"), entry::addCapPrm);
        words(status.mask("CapEff"), entry::addCapEff);
        words(status.mask("CapBnd"), entry::addCapBnd);
        words(status.mask("CapAmb"), entry::addCapAmb);
        return entry.build();
    }

    private static void words(long set, IntConsumer add) {
        add.accept((int) set);
        add.accept((int) (set >>> 32));
    }
}
