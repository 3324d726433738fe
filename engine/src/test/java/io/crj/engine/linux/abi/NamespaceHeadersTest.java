package io.crj.engine.linux.abi;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares every constant of the classes about namespaces with what the C compiler makes of the headers. */
class NamespaceHeadersTest {

    private static final String INCLUDES = """
            #define _GNU_SOURCE
            #include <stddef.h>
            #include <stdio.h>
            #include <fcntl.h>
            #include <sys/ipc.h>
            #include <sys/msg.h>
            #include <sys/sem.h>
            #include <sys/shm.h>
            #include <linux/mount.h>
            #include <linux/openat2.h>
            #ifndef MOVE_MOUNT_SET_GROUP
            #define MOVE_MOUNT_SET_GROUP 0x100
            #endif
            #define MNT_DETACH 2
            """;

    /** Names of ours, and values that the C library hides. */
    private static final Map<String, String> EXPRESSIONS = Map.ofEntries(
            Map.entry("OPEN_TREE_CLOEXEC", "O_CLOEXEC"),
            Map.entry("PERM_UID", "offsetof(struct ipc_perm, uid)"),
            Map.entry("PERM_GID", "offsetof(struct ipc_perm, gid)"),
            Map.entry("PERM_MODE", "offsetof(struct ipc_perm, mode)"),
            Map.entry("SHMID_DS_SIZE", "sizeof(struct shmid_ds)"),
            Map.entry("SEMID_DS_SIZE", "sizeof(struct semid_ds)"),
            Map.entry("MSQID_DS_SIZE", "sizeof(struct msqid_ds)"),
            Map.entry("MSQID_DS_QBYTES", "offsetof(struct msqid_ds, msg_qbytes)"),
            Map.entry("MOUNT_ATTR_SIZE", "sizeof(struct mount_attr)"),
            Map.entry("MOUNT_ATTR_SET", "offsetof(struct mount_attr, attr_set)"),
            Map.entry("MOUNT_ATTR_CLR", "offsetof(struct mount_attr, attr_clr)"),
            Map.entry("MOUNT_ATTR_PROPAGATION", "offsetof(struct mount_attr, propagation)"),
            Map.entry("OPEN_HOW_SIZE", "sizeof(struct open_how)"),
            Map.entry("OPEN_HOW_FLAGS", "offsetof(struct open_how, flags)"),
            Map.entry("OPEN_HOW_MODE", "offsetof(struct open_how, mode)"),
            Map.entry("OPEN_HOW_RESOLVE", "offsetof(struct open_how, resolve)"));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(classes = {SysvIpc.class, Mount.class})
    void shouldAgreeWithTheHeaders(Class<?> constants) throws Exception {
        HeaderConstants.compare(directory, constants, INCLUDES, name -> EXPRESSIONS.getOrDefault(name, name));
    }
}
