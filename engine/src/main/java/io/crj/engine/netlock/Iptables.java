package io.crj.engine.netlock;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs iptables-save(8) and iptables-restore(8) of one address family, in the calling thread's network namespace. */
final class Iptables {

    private static final List<String> SYSTEM_FOLDERS = List.of("/usr/sbin", "/sbin");

    private final AddressFamily family;

    Iptables(AddressFamily family) {
        this.family = family;
    }

    /** @throws EngineException when the programs are not there */
    static void check() {
        for (AddressFamily family : AddressFamily.values()) {
            program(family.iptables() + "-restore");
            program(family.iptables() + "-save");
        }
    }

    /** Changes a table in one step. */
    void change(String table, List<String> lines) {
        String script = "*" + table + "\n" + String.join("\n", lines) + "\nCOMMIT\n";
        run(script, program(family.iptables() + "-restore"), "--wait", "--noflush");
    }

    /** The lines of a table as iptables-save prints them. */
    List<String> save(String table) {
        return run("", program(family.iptables() + "-save"), "-t", table)
                .lines()
                .toList();
    }

    private static String program(String name) {
        List<String> folders =
                new ArrayList<>(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
        folders.addAll(SYSTEM_FOLDERS);
        for (String folder : folders) {
            Path program = Path.of(folder, name);
            if (Files.isExecutable(program)) {
                return program.toString();
            }
        }
        throw new EngineException("--network-lock iptables needs the program " + name
                + ", which is not on this host: install the package iptables, or lock with nftables");
    }

    private static String run(String input, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.US_ASCII));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new EngineException(
                        "cannot lock connections with iptables: " + command[0] + ": " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new EngineException("cannot run " + command[0] + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while " + command[0] + " ran", e);
        }
    }
}
