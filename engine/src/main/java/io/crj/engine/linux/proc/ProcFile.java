package io.crj.engine.linux.proc;

import io.crj.engine.error.EngineException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads files, links and directories of /proc; failures name the file. */
public final class ProcFile {

    private ProcFile() {}

    /** The whole file; names in it may be in any encoding, each byte becomes one character. */
    public static String text(String path) {
        return new String(bytes(path), StandardCharsets.ISO_8859_1);
    }

    /** The whole file, in reads large enough for settings of /proc/sys, of which the kernel shows each only once. */
    public static byte[] bytes(String path) {
        try (InputStream in = new FileInputStream(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new EngineException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** Target of a link. */
    public static String link(String path) {
        try {
            return Files.readSymbolicLink(Path.of(path)).toString();
        } catch (IOException e) {
            throw new EngineException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** The numbers that a directory's entries are named after, ascending. */
    public static List<Integer> numbers(String directory) {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(directory))) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    numbers.add(Integer.parseInt(name));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new EngineException("cannot read " + directory + ": " + e.getMessage(), e);
        }
        Collections.sort(numbers);
        return numbers;
    }

    /** Writes a setting. */
    public static void write(String path, String value) {
        try {
            Files.writeString(Path.of(path), value);
        } catch (IOException e) {
            throw new EngineException("cannot write " + value + " to " + path + ": " + e.getMessage(), e);
        }
    }
}
