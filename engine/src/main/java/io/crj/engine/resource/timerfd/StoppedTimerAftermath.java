package io.crj.engine.resource.timerfd;

import com.google.protobuf.InvalidProtocolBufferException;
import io.crj.engine.error.EngineException;
import io.crj.engine.hold.HeldGroup;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.resource.NotedDescriptor;
import java.util.Base64;
import java.util.Map;

/** A timer of a finished tree that has not run yet: it starts when the tree does. */
public final class StoppedTimerAftermath implements Aftermath {

    public static final String KIND = "stopped-timer";

    private static final String ENTRY = "entry";

    static SideEffect effect(NotedDescriptor timer, FileEntry entry) {
        return timer.effect(KIND, Map.of(ENTRY, Base64.getEncoder().encodeToString(entry.toByteArray())));
    }

    /** It is gone with its tree. */
    @Override
    public void undo(Map<String, String> facts) {}

    /** A tree that runs already has its timers, and may have changed them. */
    @Override
    public void complete(Map<String, String> facts) {
        NotedDescriptor timer = NotedDescriptor.read(facts);
        if (timer.process().exists() && HeldGroup.isFrozen(timer.process().pid())) {
            timer.open().ifPresent(fd -> TimerfdKind.arm(fd, TimerfdKind.state(entry(facts))));
        }
    }

    private static FileEntry entry(Map<String, String> facts) {
        try {
            return FileEntry.parseFrom(Base64.getDecoder().decode(SideEffect.fact(facts, ENTRY)));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new EngineException("the journal's entry about a timer cannot be read: " + e.getMessage(), e);
        }
    }
}
