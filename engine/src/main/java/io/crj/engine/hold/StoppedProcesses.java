package io.crj.engine.hold;

import io.crj.engine.error.EngineException;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.sys.ProcessCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Processes told apart from later ones of the same number by when they began; proc_pid_stat(5). */
final class StoppedProcesses {

    private static final String ALL = "processes";
    private static final String STOPPED = "stopped";
    private static final int START_TIME = 22;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = 500_000;

    private final List<String> all;
    private final List<String> stopped;

    private StoppedProcesses(List<String> all, List<String> stopped) {
        this.all = all;
        this.stopped = stopped;
    }

    /** @param stopped those that did not stand still before */
    static SideEffect note(String kind, List<? extends HeldProcess> all, List<? extends HeldProcess> stopped) {
        return SideEffect.of(kind, ALL, words(all), STOPPED, words(stopped));
    }

    private static String words(List<? extends HeldProcess> processes) {
        return processes.stream().map(process -> word(process.pid())).collect(Collectors.joining(" "));
    }

    private static String word(int pid) {
        return pid + ":" + TaskStat.read(pid).get(START_TIME);
    }

    static StoppedProcesses of(Map<String, String> facts) {
        return new StoppedProcesses(
                List.of(SideEffect.fact(facts, ALL).split(" ")),
                List.of(SideEffect.fact(facts, STOPPED).split(" ")));
    }

    /** Those that are still there. */
    private static List<Integer> present(List<String> words) {
        List<Integer> pids = new ArrayList<>();
        for (String word : words) {
            if (!word.isEmpty()) {
                int pid = Integer.parseInt(word, 0, word.indexOf(':'), 10);
                Optional<TaskStat> stat = TaskStat.ofLiving(pid);
                if (stat.filter(now -> word.equals(pid + ":" + now.get(START_TIME)) && now.state() != 'Z')
                        .isPresent()) {
                    pids.add(pid);
                }
            }
        }
        return pids;
    }

    void letRun() {
        for (int pid : present(stopped)) {
            if (TaskStat.read(pid).state() == 'T') {
                ProcessCalls.kill(pid, Signals.SIGCONT);
            }
        }
    }

    void end() {
        present(all).forEach(pid -> ProcessCalls.kill(pid, Signals.SIGKILL));
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!present(all).isEmpty()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new EngineException("processes " + present(all) + " do not end");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
