package io.crj.engine.resource;

import io.crj.engine.error.EngineException;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.proc.ProcessIdentity;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A descriptor of a process as journals name it, found again by whoever reads them: pidfd_getfd(2), nobody is traced.
 *
 * @param inode of what is open there
 */
public record NotedDescriptor(ProcessIdentity process, int fd, long inode) {

    private static final int WORDS = 4;

    /** Of a process that will be asked about again during the same operation. */
    public static NotedDescriptor of(int pid, int fd, long inode, SharedState state) {
        return new NotedDescriptor(identity(pid, state), fd, inode);
    }

    private record Identity(int pid) {}

    /** Which process has that pid; found out once. */
    public static ProcessIdentity identity(int pid, SharedState state) {
        return state.shared(new Identity(pid), () -> ProcessIdentity.of(pid));
    }

    /** A side effect on what is open there. */
    public SideEffect effect(String kind, Map<String, String> more) {
        Map<String, String> facts = new HashMap<>(more);
        facts.put("process", process.toString());
        facts.put("fd", Integer.toString(fd));
        facts.put("inode", Long.toString(inode));
        return new SideEffect(kind, facts);
    }

    /** The one that {@link #effect} was about. */
    public static NotedDescriptor read(Map<String, String> facts) {
        return new NotedDescriptor(
                ProcessIdentity.parse(SideEffect.fact(facts, "process")),
                (int) SideEffect.number(facts, "fd"),
                SideEffect.number(facts, "inode"));
    }

    /** As a fact of its own, for {@link #ofText}. */
    public String toText() {
        return process + " " + fd + " " + inode;
    }

    /** @throws EngineException when {@link #toText} never gave that */
    public static NotedDescriptor ofText(String text) {
        String[] words = text.split(" ");
        if (words.length != WORDS) {
            throw new EngineException("the journal names a descriptor \"" + text + "\"");
        }
        return new NotedDescriptor(
                ProcessIdentity.parse(words[0] + " " + words[1]), Integer.parseInt(words[2]), Long.parseLong(words[3]));
    }

    /** A copy in this process, the caller's; empty when the process has ended or has something else there. */
    public Optional<Fd> open() {
        if (!process.exists()) {
            return Optional.empty();
        }
        try (Fd pidfd = FileCalls.pidfdOpen(process.pid())) {
            Fd copy = FileCalls.pidfdGetfd(pidfd, fd);
            if (FileCalls.stat(copy).inode() == inode) {
                return Optional.of(copy);
            }
            copy.close();
            return Optional.empty();
        } catch (SyscallException e) {
            if (e.errno() == Errno.EBADF || e.errno() == Errno.ESRCH || e.errno() == Errno.EINVAL) {
                return Optional.empty();
            }
            throw new EngineException(
                    "pid " + process.pid() + " fd " + fd + " cannot be reached: " + e.getMessage(), e);
        }
    }
}
