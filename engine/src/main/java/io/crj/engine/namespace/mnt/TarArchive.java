package io.crj.engine.namespace.mnt;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.sys.Fd;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The contents of a directory as a compressed archive, made and unpacked by tar(1), which must be GNU's. */
final class TarArchive {

    private static final int MAX_BYTES = 64 << 20;
    private static final int MAX_MESSAGE_BYTES = 1 << 16;

    private TarArchive() {}

    /**
     * Packs what is in {@code directory}: owners by number, extended attributes, hard links, holes; nothing of other mounts.
     *
     * @param what for errors
     */
    static byte[] pack(Fd directory, String what) {
        byte[] archive = run(
                List.of("--create", "--one-file-system", "--check-links", "--sparse"), directory, new byte[0], what);
        if (archive.length > MAX_BYTES) {
            throw new EngineException("the contents of " + what + " take more than " + (MAX_BYTES >> 20)
                    + " MiB even compressed: that cannot travel");
        }
        return archive;
    }

    /** Unpacks into {@code directory}; what leads out of it is refused by tar itself. */
    static void unpack(byte[] archive, Fd directory, String what) {
        run(List.of("--extract", "--preserve-permissions"), directory, archive, what);
    }

    private static byte[] run(List<String> action, Fd directory, byte[] input, String what) {
        // Our descriptors are not inherited, but can be reached from outside.
        String path = "/proc/" + ProcessHandle.current().pid() + "/fd/" + directory.number();
        List<String> command = new ArrayList<>(List.of("tar", "--gzip", "--numeric-owner", "--xattrs"));
        command.addAll(action);
        command.addAll(List.of("--xattrs-include=*.*", "--directory", path));
        if (action.contains("--create")) {
            command.add(".");
        }
        try {
            Process tar = new ProcessBuilder(command).start();
            CompletableFuture<String> complaint = CompletableFuture.supplyAsync(() -> text(tar.getErrorStream()));
            CompletableFuture<Void> feeding = CompletableFuture.runAsync(() -> feed(tar, input));
            byte[] output = tar.getInputStream().readNBytes(MAX_BYTES + 1);
            if (output.length > MAX_BYTES) {
                tar.destroyForcibly();
                return output;
            }
            int code = tar.waitFor();
            feeding.join();
            if (code != 0) {
                throw new EngineException("tar of " + what + " failed (" + code + "): "
                        + complaint.join().trim());
            }
            return output;
        } catch (IOException e) {
            throw new EngineException("cannot run tar for " + what + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted during tar of " + what, e);
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readNBytes(MAX_MESSAGE_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** An archive tar gives up reading is its complaint to make. */
    private static void feed(Process tar, byte[] input) {
        try (OutputStream out = tar.getOutputStream()) {
            out.write(input);
        } catch (IOException e) {
            // tar has ended: its exit code says why.
        }
    }
}
