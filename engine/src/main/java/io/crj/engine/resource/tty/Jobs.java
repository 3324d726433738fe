package io.crj.engine.resource.tty;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.TtyInfoEntry;
import io.crj.engine.image.proto.TtyType;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.trace.RemoteTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who a restored terminal controls: its session, and the group in the foreground. */
final class Jobs {

    private final TtyImage image;
    private final SessionTerminals terminals;
    private final RestoreContext context;
    private final List<Holder> holders = new ArrayList<>();
    private ShellTerminal terminal;
    private TtyInfoEntry outside;

    Jobs(TtyImage image, SessionTerminals terminals, RestoreContext context) {
        this.image = image;
        this.terminals = terminals;
        this.context = context;
    }

    /** A task with a terminal open. */
    private record Holder(FileEntry entry, TtyInfoEntry info, RemoteTerminal terminal) {}

    /** The terminal in place of the one outside that the image tells about; there can be one. */
    ShellTerminal terminal(TtyInfoEntry info) {
        if (outside != null && outside.getId() != info.getId()) {
            throw new EngineException("the image has more than one terminal whose master is not part of it, such as"
                    + " /dev/pts/" + outside.getPty().getIndex() + " and /dev/pts/"
                    + info.getPty().getIndex() + ": --shell-job replaces one");
        }
        if (outside == null) {
            terminal = terminals.shell();
            outside = info;
            context.onResume(this::redraw);
        }
        return terminal;
    }

    void wired(FileEntry entry, TtyInfoEntry info, RemoteTask task, int fd) {
        holders.add(new Holder(entry, info, new RemoteTerminal(task, fd)));
    }

    /** All processes have their descriptors, sessions and groups. */
    void complete() {
        if (outside != null) {
            terminal.become(outside, context.journal());
        }
        Map<Integer, TtyInfoEntry> controlling = new LinkedHashMap<>();
        for (Holder holder : holders) {
            TtyType type = holder.info.getType();
            if (type != TtyType.CTTY && holder.info.getSid() != 0) {
                // Those of pairs are twice their index, one more for the master.
                boolean paired = type == TtyType.PTY;
                controlling.putIfAbsent(
                        paired ? holder.info.getPty().getIndex() << 1 : holder.info.getId(), holder.info);
            }
        }
        controlling.values().forEach(this::control);
        CurrentTerminals current = new CurrentTerminals(context);
        for (Holder holder : holders) {
            if (holder.info.getType() == TtyType.CTTY) {
                current.open(holder.entry, holder.terminal);
            }
        }
    }

    /** Makes it the controlling terminal of its session, and says which group is in the foreground. */
    private void control(TtyInfoEntry info) {
        // Leaders get theirs when they are born, unless it became theirs between two rounds.
        holder(info, info.getSid())
                .filter(leader -> !leader.isControlled())
                .ifPresent(leader -> leader.control(info == outside));
        if (image.hasGroup(info.getPgrp())) {
            foreground(info);
        }
    }

    /** The terminal as a certain process has it. */
    private Optional<RemoteTerminal> holder(TtyInfoEntry info, int pid) {
        return holders.stream()
                .filter(holder -> isSame(holder.info, info) && holder.terminal.ownPid() == pid)
                .map(Holder::terminal)
                .findFirst();
    }

    private static boolean isSame(TtyInfoEntry a, TtyInfoEntry b) {
        return a.getType() == b.getType()
                && a.getType() != TtyType.CTTY
                && (a.getType() == TtyType.PTY
                        ? a.getPty().getIndex() == b.getPty().getIndex()
                        : a.getId() == b.getId());
    }

    private void foreground(TtyInfoEntry info) {
        Optional<RemoteTerminal> member = holders.stream()
                .filter(holder ->
                        isSame(holder.info, info) && image.isInSession(holder.terminal.ownPid(), info.getSid()))
                .map(Holder::terminal)
                .findFirst();
        if (member.isEmpty()) {
            return;
        }
        long result = member.get().setForeground(info.getPgrp());
        // Started without a controlling terminal, crj has none to pass on: the job runs, but nobody controls it.
        if (result != 0 && !(result == -Errno.ENOTTY && !image.hasProcess(info.getSid()))) {
            throw new EngineException("process group " + info.getPgrp() + " cannot get the foreground of /dev/pts/"
                    + info.getPty().getIndex() + ": " + Errno.describe((int) -result));
        }
    }

    /** What was on the screen stayed behind: the programs draw it again when they hear of a new size. */
    private void redraw() {
        terminal.keep();
        holders.stream()
                .filter(holder -> isSame(holder.info, outside))
                .map(holder -> holder.terminal.pid())
                .distinct()
                .forEach(pid -> ProcessCalls.kill(pid, Signals.SIGWINCH));
    }
}
