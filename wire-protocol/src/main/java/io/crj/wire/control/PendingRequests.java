package io.crj.wire.control;

import io.crj.wire.WireException;
import io.crj.wire.message.FromAgent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Requests that wait for their answers; after the end every request fails at once. Safe for use by many threads. */
final class PendingRequests {

    private final Map<Long, CompletableFuture<FromAgent>> waiting = new HashMap<>();
    private long lastId;
    private String ended;

    /** A request with an id of its own. */
    record Pending(long id, CompletableFuture<FromAgent> answer) {}

    synchronized Pending add() {
        Pending pending = new Pending(++lastId, new CompletableFuture<>());
        if (ended == null) {
            waiting.put(pending.id(), pending.answer());
        } else {
            pending.answer().completeExceptionally(new WireException(ended));
        }
        return pending;
    }

    /** Hands an answer to its request; false when no request waits for it. */
    boolean complete(FromAgent answer) {
        CompletableFuture<FromAgent> request;
        synchronized (this) {
            request = waiting.remove(answer.getRequestId());
        }
        return request != null && request.complete(answer);
    }

    void fail(long id, Throwable cause) {
        CompletableFuture<FromAgent> request;
        synchronized (this) {
            request = waiting.remove(id);
        }
        if (request != null) {
            request.completeExceptionally(cause);
        }
    }

    void failAll(String why) {
        List<CompletableFuture<FromAgent>> requests;
        synchronized (this) {
            ended = why;
            requests = new ArrayList<>(waiting.values());
            waiting.clear();
        }
        requests.forEach(request -> request.completeExceptionally(new WireException(why)));
    }
}
