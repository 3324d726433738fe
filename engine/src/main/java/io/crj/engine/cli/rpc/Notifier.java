package io.crj.engine.cli.rpc;

import io.crj.engine.cli.rpc.proto.Answer;
import io.crj.engine.cli.rpc.proto.Notification;
import io.crj.engine.cli.rpc.proto.Request;
import io.crj.engine.hook.Action;
import io.crj.engine.hook.HookException;
import io.crj.engine.hook.Hooks;
import java.util.Optional;

/** Tells the client of every action and waits for its word, if it wants that; and remembers the pid of what was restored. */
final class Notifier implements Hooks {

    private static final String NAME = "the client";
    private static final int REFUSED = 1;

    private final RpcSocket socket;
    private final boolean wanted;
    private int rootPid;

    Notifier(RpcSocket socket, boolean wanted) {
        this.socket = socket;
        this.wanted = wanted;
    }

    /** Root of the tree, once there is one. */
    int rootPid() {
        return rootPid;
    }

    @Override
    public void run(Action action, int pid) {
        if (pid != NO_PID) {
            rootPid = pid;
        }
        if (!wanted) {
            return;
        }
        socket.send(Answer.newBuilder()
                .setType(RequestType.NOTIFY.number())
                .setSuccess(true)
                .setNotification(
                        Notification.newBuilder().setAction(action.label()).setPid(rootPid))
                .build());
        Optional<Request> word = socket.receive();
        boolean isGood = word.isPresent()
                && word.get().getType() == RequestType.NOTIFY.number()
                && word.get().getNotifySuccess();
        if (!isGood && action.isDecisive()) {
            throw new HookException(action, NAME, REFUSED);
        }
    }
}
