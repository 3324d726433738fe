package io.crj.agent.preflight;

import io.crj.engine.TreeReport;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.filelock.FileLocks;
import io.crj.wire.message.LockNeed;
import io.crj.wire.message.SourceReport;

/** Locks that the tree has must be free here: a file system that both hosts share shows the tree's own ones here as well. */
final class LockCheck implements TargetCheck {

    @Override
    public void check(SourceReport source, Findings findings) {
        source.getLocksList().stream()
                .filter(lock -> !isFree(lock))
                .map(LockNeed::getPath)
                .distinct()
                .forEach(path ->
                        findings.refuse("a lock that the tree has on " + path + " is held here too, by another program"
                                + " or, on a disk that both hosts share, by the tree itself, which does not let go before it runs here;"
                                + " give each host a copy of the file (an --action-script may bring it up to date), or have the program"
                                + " unlock it"));
    }

    private static boolean isFree(LockNeed lock) {
        int type = lock.getExclusive() ? Fcntl.F_WRLCK : Fcntl.F_RDLCK;
        try {
            return FileLocks.isFree(
                    new TreeReport.LockNeed(lock.getPath(), lock.getKind(), type, lock.getStart(), lock.getLength()));
        } catch (SyscallException | IllegalArgumentException absent) {
            // What is wrong with the file is said elsewhere.
            return true;
        }
    }
}
