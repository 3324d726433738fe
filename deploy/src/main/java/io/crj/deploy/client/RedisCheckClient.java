package io.crj.deploy.client;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Keeps one TCP connection to a redis server busy without pause and checks every answer.
 *
 * <p>INCR has to answer the previous number plus one, GET the known content, APPEND the known length; a value that was
 * appended to is read back whole before the next one is begun. So a lost, repeated, reordered or damaged request or
 * answer is an error. Pipelines of 1 to 16 commands alternate. The client never connects again.
 */
@Command(name = "redis-check", description = "Checks a redis server over one connection, without pause.")
public final class RedisCheckClient implements Callable<Integer> {
    static final String KNOWN_COUNT_KEY = "check:known-count";

    private static final int MAX_PIPELINE = 16;
    private static final int MAX_APPENDED_BYTES = 64 * 1024;

    @Mixin
    private CheckSession session;

    /** A command that was sent, and the only right answer to it. */
    private record Pending(String what, String expected) {}

    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Random random = new Random(1);
    private final StringBuilder appended = new StringBuilder();
    private long knownCount;
    private long counter;
    private long appendSeries;
    private long sent;

    @Override
    public Integer call() {
        return session.run(this::check);
    }

    private void check() throws IOException, InterruptedException {
        try (RedisConnection redis = new RedisConnection(session.host(), session.port())) {
            prepare(redis);
            long lastNanos = System.nanoTime();
            while (!session.isOver()) {
                int commands = 1 + random.nextInt(MAX_PIPELINE);
                for (int i = 0; i < commands; i++) {
                    sendNext(redis);
                }
                redis.flush();
                while (!pending.isEmpty()) {
                    verify(pending.remove(), redis.receive());
                    long nowNanos = System.nanoTime();
                    session.report().answered(nowNanos - lastNanos);
                    lastNanos = nowNanos;
                }
            }
        }
    }

    private void prepare(RedisConnection redis) throws IOException {
        redis.send("GET", KNOWN_COUNT_KEY);
        redis.send("SET", "check:counter", "0");
        redis.flush();
        String count = redis.receive();
        knownCount = count == null ? 0 : Long.parseLong(count);
        redis.receive();
    }

    private void sendNext(RedisConnection redis) throws IOException {
        long turn = sent++ % 3;
        if (turn == 0) {
            redis.send("INCR", "check:counter");
            counter++;
            pending.add(new Pending("INCR check:counter", Long.toString(counter)));
        } else if (turn == 1 && knownCount > 0) {
            long number = random.nextLong(knownCount);
            redis.send("GET", KnownValues.key(number));
            pending.add(new Pending("GET " + KnownValues.key(number), KnownValues.value(number)));
        } else {
            sendAppend(redis);
        }
    }

    private void sendAppend(RedisConnection redis) throws IOException {
        String key = "check:appended:" + appendSeries;
        if (appended.length() > MAX_APPENDED_BYTES) {
            redis.send("GETDEL", key);
            pending.add(new Pending("GETDEL " + key, appended.toString()));
            appended.setLength(0);
            appendSeries++;
            return;
        }
        String piece = "[" + sent + "]";
        redis.send("APPEND", key, piece);
        appended.append(piece);
        pending.add(new Pending("APPEND " + key, Integer.toString(appended.length())));
    }

    private void verify(Pending command, String answer) {
        if (!command.expected().equals(answer)) {
            session.report()
                    .error(command.what() + " was answered with " + brief(answer) + " instead of "
                            + brief(command.expected()));
        }
    }

    private static String brief(String text) {
        return text == null || text.length() <= 60 ? text : text.substring(0, 60) + "… (" + text.length() + " bytes)";
    }
}
