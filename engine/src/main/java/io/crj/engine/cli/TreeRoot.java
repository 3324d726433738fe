package io.crj.engine.cli;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageDedup;
import io.crj.engine.netlock.NetworkLockMethod;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which tree is dumped, and what was dumped of it before: of {@code dump} and {@code pre-dump}. */
final class TreeRoot {

    @Option(
            names = {"-t", "--tree"},
            required = true,
            paramLabel = "PID",
            description = "root of the tree")
    private int pid;

    @Option(
            names = "--prev-images-dir",
            paramLabel = "DIR",
            description =
                    "directory of an earlier dump or pre-dump, relative to the image directory; pages that it has are"
                            + " not written again")
    private Path previous;

    @Option(
            names = "--network-lock",
            paramLabel = "METHOD",
            defaultValue = "nftables",
            converter = LockConverter.class,
            description = "how packets are held back meanwhile: nftables (default), iptables or skip")
    private NetworkLockMethod lock;

    @Option(
            names = "--auto-dedup",
            negatable = true,
            description = "free pages of the earlier dump that this one has anew, as crj dedup does")
    private boolean autoDedup;

    /** The new image is complete; a failure is no reason to give it up. */
    void dedup(Path images) {
        if (autoDedup && previous != null) {
            // Not a field: the log decides about its backend when the first logger is made.
            Logger log = LoggerFactory.getLogger(TreeRoot.class);
            try {
                log.info("--auto-dedup: {} bytes freed in earlier images", ImageDedup.run(images));
            } catch (EngineException e) {
                log.warn("--auto-dedup: {}", e.getMessage());
            }
        }
    }

    int pid() {
        return pid;
    }

    /** @throws EngineException when the tree has this process in it, which would have to freeze itself */
    void checkItIsNotOurs() {
        Optional<ProcessHandle> member = Optional.of(ProcessHandle.current());
        while (member.isPresent()) {
            if (member.get().pid() == pid) {
                throw new EngineException(
                        "pid " + pid + " is crj itself, or has started it: a tree cannot be dumped from"
                                + " within; start crj outside of it, as with setsid --fork");
            }
            member = member.get().parent();
        }
    }

    Optional<Path> previous() {
        return Optional.ofNullable(previous);
    }

    NetworkLockMethod lock() {
        return lock;
    }

    /** Reads a method's name. */
    static final class LockConverter implements ITypeConverter<NetworkLockMethod> {
        @Override
        public NetworkLockMethod convert(String value) {
            try {
                return NetworkLockMethod.parse(value);
            } catch (EngineException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
