package io.crj.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private static final SideEffect FIRST = SideEffect.of("rule", "name", "one");
    private static final SideEffect SECOND = SideEffect.of("file", "name", "two");
    private static final SideEffect THIRD = SideEffect.of("rule", "name", "three");

    private final List<String> done = new ArrayList<>();
    private final Aftermaths kinds = Aftermaths.ENGINE
            .withFirst("rule", new Recorder("rule", false))
            .withFirst("file", new Recorder("file", true));
    private String broken = "";

    @Test
    void shouldUndoTheNewestFirst() {
        Recovery.of(List.of(FIRST, SECOND, THIRD), kinds).undo();

        assertThat(done).containsExactly("undo rule three", "undo file two", "undo rule one");
    }

    @Test
    void shouldCompleteInTheOrderOfTheKinds() {
        Recovery.of(List.of(FIRST, SECOND, THIRD), kinds).complete();

        assertThat(done).containsExactly("complete file two", "complete rule one", "complete rule three");
    }

    @Test
    void shouldGoOnAfterAFailureAndTellWhatIsLeft() {
        broken = "two";
        SideEffect unknown = SideEffect.of("unheard-of", "name", "four");

        assertThatThrownBy(() -> Recovery.of(List.of(FIRST, SECOND, unknown, THIRD), kinds)
                        .undo())
                .isInstanceOfSatisfying(
                        RecoveryException.class, e -> assertThat(e.left()).containsExactly(SECOND, unknown))
                .hasMessageContaining("two is broken")
                .hasMessageContaining("knows no side effects of kind unheard-of");
        assertThat(done).containsExactly("undo rule three", "undo rule one");
    }

    @Test
    void shouldLeaveToTheKernelWhatEndedWithIt() {
        Recovery.of(List.of(FIRST, SECOND), kinds).afterRestartOfHost().undo();

        assertThat(done).containsExactly("undo file two");
    }

    @Test
    void shouldWriteAndReadWhateverIsInAFact() {
        SideEffect effect = SideEffect.of("a kind", "path", "/tmp/ü =%\n\t+", "empty", "");

        String line = SideEffectCodec.encode(effect);

        assertThat(line).matches("[ -~]*");
        assertThat(SideEffectCodec.decode(line)).isEqualTo(effect);
    }

    private final class Recorder implements Aftermath {
        private final String kind;
        private final boolean file;

        Recorder(String kind, boolean file) {
            this.kind = kind;
            this.file = file;
        }

        @Override
        public void undo(Map<String, String> facts) {
            record("undo", facts);
        }

        @Override
        public void complete(Map<String, String> facts) {
            record("complete", facts);
        }

        @Override
        public boolean outlivesKernel() {
            return file;
        }

        private void record(String what, Map<String, String> facts) {
            String name = SideEffect.fact(facts, "name");
            if (name.equals(broken)) {
                throw new IllegalStateException(name + " is broken");
            }
            done.add(what + " " + kind + " " + name);
        }
    }
}
