package io.crj.engine.resource.nsfile;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.KernelObjectIds;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.NsFileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.Placeholders;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import io.crj.engine.trace.RemoteTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Open namespaces, as {@code /proc/PID/ns/net} leads to; namespaces(7). Only such as a process of the tree is in, its own or
 * the host's, for which the other host's stands in.
 */
public final class NamespaceFileKind implements ResourceKind {

    @Override
    public FdType type() {
        return FdType.NS;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return probe.stat().isRegular() && kind(probe.link()).isPresent();
    }

    /** That of {@code net:[4026531840]}. */
    private static Optional<NamespaceKind> kind(String link) {
        return Arrays.stream(NamespaceKind.values())
                .filter(kind -> link.startsWith(kind.link() + ":["))
                .findFirst();
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        String name = kind(probe.link()).orElseThrow().link();
        if (context.pids().stream().noneMatch(pid -> leads(pid, name, probe.link()))) {
            throw UnsupportedResourceException.fd(
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    "no process of the tree is in that namespace; have the program close it, or leave a process there");
        }
    }

    private static boolean leads(int pid, String name, String link) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + name))
                    .toString()
                    .equals(link);
        } catch (IOException e) {
            // It ended meanwhile.
            return false;
        }
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        KernelObjectIds ids = context.shared(KernelObjectIds.class, KernelObjectIds::new);
        int number = ids.namespace(probe.link())
                .orElseThrow(() -> UnsupportedResourceException.fd(
                        probe.pid(), probe.fd(), probe.link(), "the last process in that namespace has just left it"));
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setNsf(NsFileEntry.newBuilder()
                        .setId(file.id())
                        .setNsId(number)
                        .setNsCflag((int) kind(probe.link()).orElseThrow().cloneFlag())
                        .setFlags(Descriptions.flags(probe)))
                .build();
    }

    private record Late(int fileId) {}

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        NsFileEntry file = entry.getNsf();
        Descriptions.requirePart(entry, entry.hasNsf(), file.getId());
        Inhabitant inhabitant = Inhabitant.of(entry, context);
        if (inhabitant.isThere()) {
            return new RestoreResult.Done(open(entry, inhabitant));
        }
        // The process that will be in it has yet to go there.
        return new RestoreResult.Done(FileCalls.open("/dev/null", Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0));
    }

    private static Fd open(FileEntry entry, Inhabitant inhabitant) {
        int flags = entry.getNsf().getFlags();
        int rest = Descriptions.openFlags(entry, flags & ~Fcntl.O_PATH);
        return FileCalls.open(inhabitant.path(), rest | flags & Fcntl.O_PATH, 0);
    }

    @Override
    public void wire(FileEntry entry, RemoteTask task, int fd, RestoreContext context) {
        Inhabitant inhabitant = Inhabitant.of(entry, context);
        if (!inhabitant.isThere()) {
            Fd namespace = context.shared(new Late(entry.getId()), () -> open(entry, inhabitant));
            Placeholders.replace(task, context.give(task, namespace), entry.getId(), context);
        }
    }
}
