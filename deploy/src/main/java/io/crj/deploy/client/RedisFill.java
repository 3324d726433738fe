package io.crj.deploy.client;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Fills a redis server with {@link KnownValues}, for {@link RedisCheckClient} to read back. */
@Command(name = "redis-fill", description = "Fills a redis server with values that redis-check knows.")
public final class RedisFill implements Callable<Integer> {
    private static final int BATCH = 64;

    @Option(names = "--host", defaultValue = "service", description = "Server (default ${DEFAULT-VALUE}).")
    private String host;

    @Option(names = "--port", defaultValue = "6379", description = "Its port (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--mib", required = true, description = "How much to store.")
    private long sizeMib;

    @Override
    public Integer call() throws IOException {
        long count = sizeMib * 1024 * 1024 / KnownValues.VALUE_BYTES;
        try (RedisConnection redis = new RedisConnection(host, port)) {
            for (long first = 0; first < count; first += BATCH) {
                storeBatch(redis, first, Math.min(count, first + BATCH));
            }
            redis.send("SET", RedisCheckClient.KNOWN_COUNT_KEY, Long.toString(count));
            redis.flush();
            redis.receive();
        }
        System.out.println(count + " keys, " + sizeMib + " MiB stored");
        return 0;
    }

    private static void storeBatch(RedisConnection redis, long first, long end) throws IOException {
        for (long number = first; number < end; number++) {
            redis.send("SET", KnownValues.key(number), KnownValues.value(number));
        }
        redis.flush();
        for (long number = first; number < end; number++) {
            String answer = redis.receive();
            if (!"OK".equals(answer)) {
                throw new IOException("SET " + KnownValues.key(number) + " was answered with " + answer);
            }
        }
    }
}
