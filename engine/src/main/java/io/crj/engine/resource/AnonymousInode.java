package io.crj.engine.resource;

import java.util.Map;
import java.util.Optional;

/** Why files that are nothing but a door into the kernel cannot be carried, by what their links say; proc_pid_fd(5). */
public final class AnonymousInode {

    private static final String PREFIX = "anon_inode:";

    private static final Map<String, String> REFUSALS = Map.of(
            "[io_uring]",
            "what is under way in an io_uring cannot be moved: have the program use epoll or AIO instead, which most choose"
                    + " by themselves when kernel.io_uring_disabled is 2",
            "[userfaultfd]",
            "memory whose faults another handles cannot be moved: have the program close its userfaultfd",
            "[perf_event]",
            "counters and samples of perf_event_open(2) are this kernel's: end the profiler, or have the program close it",
            "bpf-map",
            "BPF maps cannot be moved: have the program close them",
            "bpf-prog",
            "BPF programs cannot be moved: have the program close them",
            "kvm-vm",
            "virtual machines cannot be moved this way: use the live migration of the hypervisor",
            "kvm-vcpu",
            "virtual machines cannot be moved this way: use the live migration of the hypervisor",
            "[landlock-ruleset]",
            "a ruleset of landlock cannot be read back: have the program close it after landlock_restrict_self(2)");

    private AnonymousInode() {}

    /**
     * The reason that helps; empty when there is none to be given.
     *
     * @param link of a descriptor or mapping
     */
    public static Optional<String> refusal(String link) {
        return link.startsWith(PREFIX)
                ? Optional.ofNullable(REFUSALS.get(link.substring(PREFIX.length())))
                : Optional.empty();
    }
}
