package io.crj.agent.session;

import io.crj.agent.machine.Ask;
import io.crj.wire.message.FromAgent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who has asked a session for what, and what they are told: whoever asks for the same, even over another connection, gets
 * the same answer. Safe for use by many threads.
 */
final class Replies {

    private final Map<Ask, List<Reply>> waiting = new HashMap<>();
    private final Map<Ask, FromAgent> answers = new HashMap<>();

    /** Notes who asks. */
    synchronized void await(Ask ask, Reply reply) {
        waiting.computeIfAbsent(ask, any -> new ArrayList<>()).add(reply);
    }

    /** What those will be told who ask for it, once it is done. */
    synchronized void keep(Ask ask, FromAgent answer) {
        answers.put(ask, answer);
    }

    /** What {@link #keep} was given last. */
    synchronized Optional<FromAgent> kept(Ask ask) {
        return Optional.ofNullable(answers.get(ask));
    }

    /** Answers all who have asked and have no answer yet. */
    void send(Ask ask, FromAgent answer) {
        List<Reply> replies;
        synchronized (this) {
            replies = waiting.remove(ask);
        }
        if (replies != null) {
            replies.forEach(reply -> reply.send(answer));
        }
    }
}
