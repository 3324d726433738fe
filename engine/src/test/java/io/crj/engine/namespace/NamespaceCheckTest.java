package io.crj.engine.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.TreeOptions;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.testing.InNamespaces;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What -n/--namespaces accepts and refuses. */
class NamespaceCheckTest {

    private static Set<NamespaceKind> check(InNamespaces tree, String chosen) {
        TreeOptions.Builder options = TreeOptions.builder();
        if (!chosen.isEmpty()) {
            options.namespaces(NamespaceKind.parse(chosen));
        }
        return NamespaceCheck.check(tree.pid(), List.of(tree.pid()), options.build());
    }

    @Test
    void shouldFindNamespacesByItself() throws Exception {
        try (InNamespaces tree = InNamespaces.start("--uts --ipc", "")) {
            assertThat(check(tree, "")).containsExactlyInAnyOrder(NamespaceKind.UTS, NamespaceKind.IPC);
            assertThat(check(tree, "ipc,uts")).containsExactlyInAnyOrder(NamespaceKind.UTS, NamespaceKind.IPC);
        }
    }

    @Test
    void shouldRefuseDemandsThatAreNotMet() throws Exception {
        try (InNamespaces tree = InNamespaces.start("--uts --ipc", "")) {
            assertThatThrownBy(() -> check(tree, "uts,ipc,mnt"))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("mnt namespace")
                    .hasMessageContaining("unshare --mount");
            assertThatThrownBy(() -> check(tree, "uts"))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("namespaces ipc")
                    .hasMessageContaining("--namespaces");
        }
    }

    @Test
    void shouldRefuseKindsThatAreNotCarried() throws Exception {
        try (InNamespaces tree = InNamespaces.start("--user --map-root-user", "")) {
            assertThatThrownBy(() -> check(tree, ""))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("user namespace");
        }
    }

    @Test
    void shouldRefuseTreesInSeveralNamespaces() throws Exception {
        try (InNamespaces root = InNamespaces.start("--ipc", "");
                InNamespaces child = InNamespaces.start("--ipc", "")) {
            assertThatThrownBy(() ->
                            NamespaceCheck.check(root.pid(), List.of(root.pid(), child.pid()), TreeOptions.DEFAULT))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageStartingWith("pid " + child.pid() + " ipc namespace");
        }
    }

    @Test
    void shouldSayWhereTheTreeIs() throws Exception {
        // What is started is unshare itself, outside; the tree is its child.
        try (InNamespaces outside = InNamespaces.start("--pid --fork --kill-child", "")) {
            assertThatThrownBy(() -> check(outside, ""))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("child of unshare --fork");
        }
    }
}
