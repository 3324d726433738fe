package io.crj.engine.facet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a facet is found, and said so that it helps. */
class FacetRunTest {

    @TempDir
    Path base;

    @TempDir
    Path area;

    private FacetWorkers workers;

    @BeforeEach
    void start() throws Exception {
        workers = new FacetWorkers(1, base);
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    private String run(String header, String check) throws Exception {
        String text = "/* A victim.\n" + header + " */\n#include \"victim.h\"\n"
                + "static int checks;\nstatic void set_up(const char *directory) {}\n"
                + "static const char *check(void)\n{\n    checks++;\n" + check + "\n    return NULL;\n}\n";
        Path source = Files.writeString(area.resolve("victim" + text.hashCode() + ".c"), text);
        return workers.submit(Facet.read(source).orElseThrow(), Way.PRE_DUMPED).get();
    }

    @Test
    void shouldSayWhichCheckDidNotHold() throws Exception {
        assertThat(run("", "")).isEmpty();
        assertThat(run("", "EXPECT(checks < 4);"))
                .startsWith("restored, second check: ")
                .contains("FAIL checks < 4 (line 9", ".c: EXPECT(checks < 4);");
        assertThat(run("", "if (checks == 3) abort();")).startsWith("restored, first check: it ended when asked");
        assertThat(run("", "nonsense;")).contains("gcc", "nonsense");
    }

    @Test
    void shouldFindWhatOughtToBeRefused() throws Exception {
        assertThat(run(" * refused: it is a victim\n", ""))
                .startsWith("dump had to be refused with \"it is a victim\": exit code 0 of crj dump -t")
                .contains("end of its log", "dump, freeze: ");
    }

    @Test
    void shouldSayWhatCrjSaid() throws Exception {
        assertThat(run(" * restore: --pidfile /nonsense/file\n", ""))
                .startsWith("restore: exit code 1 of crj restore")
                .contains("crj: cannot create pid file /nonsense/file");
    }

    @Test
    void shouldFindTheProgramBehindItsLauncher() throws Exception {
        assertThat(run(" * launch: unshare --pid --fork --mount-proc\n", "EXPECT(getpid() == 1);"))
                .isEmpty();
    }
}
