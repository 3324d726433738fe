package io.crj.engine.namespace.uts;

import static io.crj.engine.linux.abi.SyscallNumber.SETDOMAINNAME;
import static io.crj.engine.linux.abi.SyscallNumber.SETHOSTNAME;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.UtsnsEntry;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.Syscalls;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import java.nio.charset.StandardCharsets;

/** What a UTS namespace holds: the host's name and its NIS domain; uts_namespaces(7). */
public final class UtsNamespace {

    private static final String HOST = "/proc/sys/kernel/hostname";
    private static final String DOMAIN = "/proc/sys/kernel/domainname";
    /** {@code __NEW_UTS_LEN} of linux/utsname.h. */
    private static final int MAX_BYTES = 64;

    private UtsNamespace() {}

    /** Writes {@code utsns-N.img} from the namespace of {@code pid}. */
    public static void dump(int pid, int nsId, ImageBuilder image) {
        image.add(ImageKind.UTSNS, nsId, NamespaceThread.call(pid, NamespaceKind.UTS, UtsNamespace::read));
    }

    private static UtsnsEntry read() {
        return UtsnsEntry.newBuilder()
                .setNodename(read(HOST))
                .setDomainname(read(DOMAIN))
                .build();
    }

    private static String read(String path) {
        return new String(ProcFile.bytes(path), StandardCharsets.UTF_8).stripTrailing();
    }

    /**
     * Gives the namespace of {@code pid} the names of the image.
     *
     * @throws ImageFormatException when a name is longer than the kernel's 64 bytes
     */
    public static void restore(ImageSet image, int nsId, int pid) {
        UtsnsEntry names = image.one(UtsnsEntry.class, ImageKind.UTSNS, nsId);
        byte[] host = checked(names.getNodename(), nsId);
        byte[] domain = checked(names.getDomainname(), nsId);
        NamespaceThread.call(pid, NamespaceKind.UTS, () -> {
            set(SETHOSTNAME, "sethostname", host);
            set(SETDOMAINNAME, "setdomainname", domain);
            return null;
        });
    }

    private static byte[] checked(String name, int nsId) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new ImageFormatException(
                    ImageKind.UTSNS.fileName(nsId), "a name of " + bytes.length + " bytes cannot be");
        }
        return bytes;
    }

    private static void set(int call, String name, byte[] value) {
        try (NativeBuffer text = NativeBuffer.of(value)) {
            SyscallException.check(
                    Syscalls.get().call(call, text.address(), value.length, 0, 0, 0, 0),
                    name,
                    new String(value, StandardCharsets.UTF_8));
        }
    }
}
