package io.crj.engine.facet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every facet: moved by crj, its memory in two rounds, and unharmed; or refused before it was touched. */
class FacetsTest {

    private static final int AT_ONCE = 2;

    /** Names of facets to be run, of all if it is not set; as in {@code -Dcrj.facets=files/,memory/cow}. */
    private static final String CHOSEN = "crj.facets";

    @TempDir
    static Path base;

    private static FacetWorkers workers;

    @BeforeAll
    static void start() throws Exception {
        workers = new FacetWorkers(AT_ONCE, base);
    }

    @AfterAll
    static void stop() {
        workers.close();
    }

    @TestFactory
    Stream<DynamicTest> shouldHold() {
        return Facet.all().stream()
                .filter(facet -> !facet.isTestedElsewhere() && isChosen(facet))
                .map(FacetsTest::test)
                .toList()
                .stream();
    }

    private static DynamicTest test(Facet facet) {
        CompletableFuture<String> answer = workers.submit(facet, Way.PRE_DUMPED);
        return DynamicTest.dynamicTest(facet.name(), facet.source().toUri(), () -> assertThat(answer.get())
                .as(facet.name() + ": " + facet.about())
                .isEmpty());
    }

    private static boolean isChosen(Facet facet) {
        String chosen = System.getProperty(CHOSEN, "");
        return chosen.isEmpty() || Stream.of(chosen.split(",")).anyMatch(facet.name()::startsWith);
    }
}
