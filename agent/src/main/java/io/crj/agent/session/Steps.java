package io.crj.agent.session;

import io.crj.wire.message.FromAgent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a coordinator has asked of a session: a step is done once, and whoever asks for it again, even over another
 * connection, gets the same answer. Safe for use by many threads.
 */
final class Steps {

    private final Map<String, List<Reply>> waiting = new HashMap<>();
    private final Map<String, FromAgent> done = new HashMap<>();

    /** Notes who asks; returns true when the step is to be started, which is at the first asking. */
    boolean begin(String step, Reply reply) {
        FromAgent answer;
        synchronized (this) {
            answer = done.get(step);
            if (answer == null) {
                List<Reply> before = waiting.putIfAbsent(step, new ArrayList<>(List.of(reply)));
                if (before != null) {
                    before.add(reply);
                }
                return before == null;
            }
        }
        reply.send(answer);
        return false;
    }

    /** Answers all who ask for the step, now and later. */
    void done(String step, FromAgent answer) {
        answer(step, answer, true);
    }

    /** Answers all who have asked; the next to ask starts it anew. */
    void failed(String step, FromAgent error) {
        answer(step, error, false);
    }

    /** Answers all who wait for anything. */
    void failAll(FromAgent error) {
        failAllBut(null, error);
    }

    /** Answers all who wait for another step than {@code spared}. */
    void failAllBut(String spared, FromAgent error) {
        List<Reply> replies = new ArrayList<>();
        synchronized (this) {
            waiting.forEach((step, waiters) -> {
                if (!step.equals(spared)) {
                    replies.addAll(waiters);
                }
            });
            waiting.keySet().removeIf(step -> !step.equals(spared));
        }
        replies.forEach(reply -> reply.send(error));
    }

    private void answer(String step, FromAgent answer, boolean keep) {
        List<Reply> replies;
        synchronized (this) {
            if (keep) {
                done.put(step, answer);
            }
            replies = waiting.remove(step);
        }
        if (replies != null) {
            replies.forEach(reply -> reply.send(answer));
        }
    }
}
