package io.crj.engine.cgroup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a group that say how it is set up, by controller; Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst. */
final class GroupProperties {

    /** Groups of version 2 themselves. */
    private static final String UNIFIED = "";
    /** Groups of version 1 themselves. */
    private static final String OLD = "*";

    private static final List<String> CARRIED_BY_ALL =
            List.of("cgroup.clone_children", "notify_on_release", "cgroup.procs", "tasks");

    private final Map<String, List<String>> names = new LinkedHashMap<>();

    GroupProperties() {
        names.put(OLD, CARRIED_BY_ALL);
        names.put(
                UNIFIED,
                List.of(
                        "cgroup.type",
                        "cgroup.subtree_control",
                        "cgroup.max.descendants",
                        "cgroup.max.depth",
                        "cgroup.freeze"));
        names.put(
                "cpu",
                List.of(
                        "cpu.shares",
                        "cpu.cfs_period_us",
                        "cpu.cfs_quota_us",
                        "cpu.rt_period_us",
                        "cpu.rt_runtime_us",
                        "cpu.weight",
                        "cpu.max",
                        "cpu.idle"));
        names.put(
                "memory",
                List.of(
                        "memory.limit_in_bytes",
                        "memory.memsw.limit_in_bytes",
                        "memory.swappiness",
                        "memory.soft_limit_in_bytes",
                        "memory.oom_control",
                        "memory.use_hierarchy",
                        "memory.kmem.tcp.limit_in_bytes",
                        "memory.min",
                        "memory.low",
                        "memory.high",
                        "memory.max",
                        "memory.swap.max",
                        "memory.oom.group"));
        names.put(
                "cpuset",
                List.of(
                        "cpuset.cpus",
                        "cpuset.mems",
                        "cpuset.memory_migrate",
                        "cpuset.cpu_exclusive",
                        "cpuset.mem_exclusive",
                        "cpuset.mem_hardwall",
                        "cpuset.memory_spread_page",
                        "cpuset.memory_spread_slab",
                        "cpuset.sched_load_balance",
                        "cpuset.sched_relax_domain_level",
                        "cpuset.cpus.partition"));
        names.put("blkio", List.of("blkio.weight", "blkio.bfq.weight"));
        names.put("io", List.of("io.weight", "io.max"));
        names.put("devices", List.of("devices.list"));
        names.put("net_cls", List.of("net_cls.classid"));
        names.put("net_prio", List.of("net_prio.ifpriomap"));
        names.put("pids", List.of("pids.max"));
    }

    /** Replaces or lengthens the list of a controller. */
    void change(String controller, boolean replaced, List<String> properties) {
        List<String> all = new ArrayList<>(replaced ? List.of() : names.getOrDefault(controller, List.of()));
        all.addAll(properties);
        names.put(controller, all);
    }

    /** Names for a hierarchy; a file of that name may be missing. Those of version 2 tell its controllers' too. */
    List<String> of(Hierarchy hierarchy, List<String> onlyControllers) {
        List<String> all = new ArrayList<>();
        List<String> controllers = hierarchy.isUnified() ? new ArrayList<>(names.keySet()) : hierarchy.controllers();
        controllers.remove(OLD);
        for (String controller : controllers) {
            if (onlyControllers.isEmpty() || onlyControllers.contains(controller) || controller.equals(UNIFIED)) {
                all.addAll(names.getOrDefault(controller, List.of()));
            }
        }
        if (!hierarchy.isUnified()) {
            all.addAll(names.get(OLD));
        }
        return all;
    }
}
