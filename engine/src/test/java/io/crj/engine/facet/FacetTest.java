package io.crj.engine.facet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the first comment of a victim says. */
class FacetTest {

    private static Facet parse(String comment) {
        return Facet.parse(
                Path.of("src/test/victims/files/lock.c"), comment + "\n#include \"victim.h\"\n/* options: no */");
    }

    @Test
    void shouldTakeItsLinesFromTheFirstComment() {
        Facet facet =
                parse("/*\n * Locks: of\n * all kinds. And more.\n * options: --file-locks -v4\n * dump: --link-remap\n"
                        + " * launch: unshare --net\n * refused: some words\n * whatever: prose\n */");

        assertThat(facet.name()).isEqualTo("files/lock");
        assertThat(facet.about()).isEqualTo("Locks: of all kinds.");
        assertThat(facet.preDumpOptions()).containsExactly("--file-locks", "-v4");
        assertThat(facet.dumpOptions()).containsExactly("--file-locks", "-v4", "--link-remap");
        assertThat(facet.restoreOptions()).isEqualTo(facet.preDumpOptions());
        assertThat(facet.criuDumpOptions()).isEqualTo(facet.dumpOptions());
        assertThat(facet.launch()).containsExactly("unshare", "--net");
        assertThat(facet.refused()).contains("some words");
        assertThat(facet.criuCannot()).isEmpty();
        assertThat(facet.staysHere()).isEmpty();
    }

    @Test
    void shouldKnowWhatIsSaidOfThePeerAndOfTheMachine() {
        Facet facet = parse("/* One.\n * options: --mine\n * criu: --its\n * migrate: no such device there\n */");
        Facet other = parse("/* Two.\n * criu: cannot do this */");

        assertThat(facet.criuRestoreOptions()).containsExactly("--its");
        assertThat(parse("/* Three.\n * options: --mine\n * criu: as crj\n */").criuDumpOptions())
                .containsExactly("--mine");
        assertThat(facet.staysHere()).contains("such device there");
        assertThat(other.criuCannot()).contains("do this");
        assertThat(other.dumpOptions()).isEqualTo(List.of());
    }
}
