package io.crj.deploy.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps some TCP connections to a {@linkplain StreamCheck sequence server} busy and checks every answer. */
@Command(name = "stream-check", description = "Checks a line-by-line checksum server over TCP, without pause.")
public final class StreamCheckClient implements Callable<Integer> {
    @Option(names = "--connections", defaultValue = "1", description = "How many (default ${DEFAULT-VALUE}).")
    private int connections;

    @Mixin
    private CheckSession session;

    @Override
    public Integer call() {
        return session.run(this::check);
    }

    private void check() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            StreamCheck check = new StreamCheck(session, i);
            Thread thread = new Thread(check, "connection-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
