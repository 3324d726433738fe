package io.crj.engine.facet;

import io.crj.engine.cli.InProcess;
import io.crj.engine.interop.Subject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs facets one after the other, in a JVM of its own below {@code cradle}: reads a file and a {@link Way}, answers with what
 * was wrong, or an empty word.
 */
final class FacetWorker {

    private static final int LONGEST_ANSWER = 20_000;

    private final Path base;

    private FacetWorker(Path base) {
        this.base = base;
    }

    /** @param arguments a directory for everything */
    public static void main(String[] arguments) throws IOException {
        InProcess.install();
        DataOutputStream answers = new DataOutputStream(System.out);
        // What anybody prints must not get between the answers.
        System.setOut(System.err);
        FacetWorker worker = new FacetWorker(Path.of(arguments[0]));
        DataInputStream questions = new DataInputStream(System.in);
        while (true) {
            try {
                Path source = Path.of(questions.readUTF());
                String answer = worker.answer(source, Way.valueOf(questions.readUTF()));
                answers.writeUTF(answer.length() > LONGEST_ANSWER ? answer.substring(0, LONGEST_ANSWER) : answer);
                answers.flush();
            } catch (EOFException e) {
                return;
            }
        }
    }

    private String answer(Path source, Way way) throws IOException {
        Facet facet = Facet.read(source).orElseThrow();
        Path directory = Files.createTempDirectory(base, facet.name().replace('/', '-') + "-");
        try {
            Path program =
                    Subject.compile(facet.source(), base.resolve(facet.name().replace('/', '-')));
            new FacetRun(facet, way, program, directory).run();
            return "";
        } catch (FacetFailure e) {
            return e.getMessage();
        } catch (Exception | Error e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return trace.toString();
        } finally {
            endOrphans();
            remove(directory);
        }
    }

    /** Whatever has lost its parent is the cradle's now, and belongs to the facet that has just been run. */
    private static void endOrphans() throws IOException {
        int cradle = (int) ProcessHandle.current().parent().orElseThrow().pid();
        for (int pid : FacetVictim.children(cradle)) {
            if (pid != ProcessHandle.current().pid()) {
                Subject.end(pid);
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // A process that is about to end may hold on to a mount or make a file; the base goes in the end.
            System.err.println("facets: cannot remove " + directory + ": " + e);
        }
    }
}
