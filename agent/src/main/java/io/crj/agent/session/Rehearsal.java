package io.crj.agent.session;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.error.EngineException;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageSink;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.PtraceCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a small process of its own, with one connection to this JVM, through the engine: dumped, ended, restored, thrown
 * away. Loading and linking all those classes costs more than most freezes; so the first real one does not pay for it.
 */
public final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final String ID = "crj-rehearsal";
    private static final String PLAYER = "sleep";
    private static final int PATIENCE_MILLIS = 5000;

    /** Sockets of this JVM are inherited: the player must not be dumped with them, nor hold their ports. */
    private static final String SCRIPT =
            "for f in /proc/self/fd/*; do n=${f##*/}; [ $n -gt 2 ] && eval \"exec $n>&-\"; done;"
                    + " exec </dev/null >/dev/null 2>&1 3<>/dev/tcp/127.0.0.1/%d; exec " + PLAYER + " 20";

    private final Engine engine;

    public Rehearsal(Engine engine) {
        this.engine = engine;
    }

    /** Returns whether all went well; if not, nothing is lost but time in the first freeze. */
    public boolean run() {
        long startNanos = System.nanoTime();
        try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            peer.setSoTimeout(PATIENCE_MILLIS);
            int pid = ProcessCalls.spawn("/bin/bash", "bash", "-c", String.format(SCRIPT, peer.getLocalPort()));
            RecordedImage image = new RecordedImage();
            try (Socket connection = accept(peer, pid)) {
                dump(pid, image);
                restore(image);
            }
            LOG.debug("rehearsed in {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
            return true;
        } catch (IOException | RuntimeException failed) {
            LOG.info("the rehearsal failed, the first freeze will be longer: {}", Failures.describe(failed));
            LOG.debug("rehearsal", failed);
            return false;
        }
    }

    private void dump(int pid, ImageSink image) throws IOException {
        boolean reaped = false;
        try {
            awaitPlayer(pid);
            try (Dumper dumper = engine.openDumper(
                    DumpOptions.of(pid).withTcpEstablished(true).withLockId(ID), Hooks.NONE, Journal.NONE)) {
                dumper.preDump(image);
                dumper.dump(image);
                dumper.reap();
                reaped = true;
            }
        } finally {
            if (!reaped) {
                end(pid);
            }
        }
    }

    private void restore(RecordedImage image) {
        try (Restorer restorer = engine.openRestorer(
                RestoreOptions.of(ID).withTcpEstablished(true).withForeignAddresses(true), Hooks.NONE, Journal.NONE)) {
            image.replay(restorer);
            restorer.complete();
        }
    }

    private static Socket accept(ServerSocket peer, int pid) throws IOException {
        try {
            return peer.accept();
        } catch (IOException nobody) {
            end(pid);
            throw nobody;
        }
    }

    private static void end(int pid) {
        ProcessCalls.kill(pid, Signals.SIGKILL);
        PtraceCalls.await(pid);
    }

    private static void awaitPlayer(int pid) throws IOException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        Path command = Path.of("/proc/" + pid + "/comm");
        while (!Files.readString(command).strip().equals(PLAYER)) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new EngineException("process " + pid + " did not become " + PLAYER);
            }
            Thread.onSpinWait();
        }
    }
}
