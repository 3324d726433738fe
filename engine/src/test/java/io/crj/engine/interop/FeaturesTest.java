package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.cli.InProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code crj check --feature} knows every name that CRIU knows, and finds of this kernel what CRIU finds. */
class FeaturesTest {

    private static final Pattern LIST = Pattern.compile("(?s)--feature FEAT .*?one of:(.*?)\\n\\s*\\n");

    /** Memory is tracked without what CRIU needs for it; programs of 32 bits are not moved. */
    private static final Map<String, Integer> DIFFERENT = Map.of("mem_dirty_track", 0, "compat_cr", 1);

    @Test
    void shouldFindWhatCriuFinds() {
        Matcher list = LIST.matcher(CriuPeer.run("--help").output());
        assertThat(list.find()).isTrue();
        Map<String, Integer> theirs = new TreeMap<>();
        Map<String, Integer> ours = new TreeMap<>();
        List<String> words = new ArrayList<>();
        for (String name : list.group(1).strip().split("[,\\s]+")) {
            theirs.put(name, CriuPeer.run("check", "--feature", name).code());
            InProcess.Result own = InProcess.run("check", "--feature", name);
            ours.put(name, own.code());
            words.add(own.output());
        }
        theirs.putAll(DIFFERENT);

        assertThat(theirs).hasSizeGreaterThan(40);
        assertThat(ours).as(String.join("", words)).isEqualTo(theirs);
    }
}
