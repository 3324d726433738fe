package io.crj.engine.facet;

import io.crj.engine.interop.Crj;
import io.crj.engine.interop.Subject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Some workers, each of which runs one facet at a time. */
final class FacetWorkers implements AutoCloseable {

    private final Path base;
    private final Path cradle;
    private final ExecutorService threads;
    private final List<Worker> idle = new ArrayList<>();
    private final HostTraces traces = new HostTraces();
    private int made;

    /** @param base empty directory for all they make */
    FacetWorkers(int count, Path base) throws IOException, InterruptedException {
        this.base = base;
        // Victims that are somebody else by now must get to their files.
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
        cradle = Subject.compile(Facet.ROOT.resolve("cradle.c"), base.resolve("cradle"));
        threads = Executors.newFixedThreadPool(count);
    }

    /** What was wrong with it; empty when nothing was. */
    CompletableFuture<String> submit(Facet facet, Way way) {
        return CompletableFuture.supplyAsync(() -> run(facet, way), threads);
    }

    private String run(Facet facet, Way way) {
        try {
            Worker worker = take();
            try {
                String answer = worker.ask(facet, way);
                give(worker);
                return answer;
            } catch (IOException e) {
                worker.close();
                return "its worker died: " + e + "; see its stderr";
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Worker take() throws IOException {
        synchronized (idle) {
            if (!idle.isEmpty()) {
                return idle.remove(idle.size() - 1);
            }
            made++;
            Path directory = Files.createDirectory(base.resolve("worker" + made));
            return new Worker(cradle, directory);
        }
    }

    private void give(Worker worker) {
        synchronized (idle) {
            idle.add(worker);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        synchronized (idle) {
            idle.forEach(Worker::close);
        }
        try {
            traces.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The near side of a {@link FacetWorker}. */
    private static final class Worker implements AutoCloseable {

        private final Process process;
        private final DataOutputStream questions;
        private final DataInputStream answers;

        Worker(Path cradle, Path directory) throws IOException {
            List<String> command = new ArrayList<>(List.of(cradle.toString()));
            command.addAll(Crj.java(FacetWorker.class.getName(), directory.toString()));
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("CRJ_RUN_DIR", directory.resolve("run").toString());
            String peer = System.getProperty(Engines.PEER, System.getenv(Engines.PEER_VARIABLE));
            if (peer != null) {
                builder.environment().put(Engines.PEER_VARIABLE, peer);
            }
            process = builder.start();
            questions = new DataOutputStream(process.getOutputStream());
            answers = new DataInputStream(process.getInputStream());
        }

        String ask(Facet facet, Way way) throws IOException {
            questions.writeUTF(facet.source().toString());
            questions.writeUTF(way.name());
            questions.flush();
            return answers.readUTF();
        }

        @Override
        public void close() {
            try {
                questions.close();
                process.waitFor();
            } catch (IOException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
