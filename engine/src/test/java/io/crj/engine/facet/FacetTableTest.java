package io.crj.engine.facet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the table says of what was found. */
class FacetTableTest {

    private static Facet facet(String name, String lines) {
        return Facet.parse(
                Path.of("src/test/victims/files/" + name + ".c"), "/* About " + name + ".\n" + lines + " */");
    }

    private static final Map<Way, String> ALL_GOOD = Map.of(
            Way.PRE_DUMPED, "", Way.CRJ_TO_CRJ, "", Way.CRJ_TO_CRIU, "", Way.CRIU_TO_CRJ, "", Way.CRIU_TO_CRIU, "");

    @Test
    void shouldCountAndGiveReasons() {
        FacetTable table = new FacetTable(Map.of("files/good", "", "files/bad", "lost"));
        table.add(facet("good", " * options: --file-locks\n"), ALL_GOOD);
        table.add(facet("not", " * refused: so\n"), ALL_GOOD);
        table.add(
                facet("bad", " * criu: cannot do that\n"),
                Map.of(
                        Way.PRE_DUMPED,
                        "",
                        Way.CRJ_TO_CRJ,
                        "restore: exit code 1 of crj\ncrj: no /tmp/x/y in pid 1234"));

        assertThat(table.text())
                .contains("| `good` | About good. `--file-locks` | yes | yes | yes | yes | yes | yes |")
                .contains("| `not` | About not. | refused | refused | refused | yes | yes | refused |")
                .contains("| `bad` | About bad. | no [1](#notes) | yes | cannot [2](#notes) | cannot [2](#notes) |"
                        + " cannot [2](#notes) | no [3](#notes) |")
                .contains("1. restore: no …/y in pid N\n2. CRIU cannot: do that\n3. lost\n");
        assertThat(table.counts())
                .contains("| crj → crj | 1 no, 1 refused, 1 yes |", "| migrated | 1 no, 1 refused, 1 yes |");
    }
}
