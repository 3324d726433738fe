package io.crj.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.External;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.hook.Hooks;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.testing.OptionsDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of the command line reaches the engine, and what does not. */
class CommandLineTest {

    @TempDir
    Path tmp;

    private final StringWriter err = new StringWriter();
    private DumpOptions dumped;

    /** Refuses to dump, but remembers what was asked for. */
    private final Engine engine = new Engine() {
        @Override
        public Dumper dumper(DumpOptions options, Hooks hooks) {
            dumped = options;
            throw new EngineException("seen");
        }

        @Override
        public Restorer restorer(RestoreOptions options, Hooks hooks) {
            throw new EngineException("seen");
        }
    };

    private int run(String... arguments) {
        return new CrjMain(engine, Map.of()).run(arguments, new PrintWriter(new StringWriter()), new PrintWriter(err));
    }

    private DumpOptions dump(String... options) {
        List<String> line = new ArrayList<>(
                List.of("dump", "-t", "77", "-D", tmp.resolve("image").toString()));
        line.addAll(List.of(options));
        assertThat(run(line.toArray(String[]::new))).as(err.toString()).isEqualTo(1);
        return dumped;
    }

    @Test
    void shouldHandOverEveryChoice() {
        assertThat(dump().tree()).isEqualTo(TreeOptions.DEFAULT);
        TreeOptions tree = dump(
                        "--tcp-established",
                        "--tcp-close",
                        "--skip-in-flight",
                        "--evasive-devices",
                        "-x",
                        "--link-remap",
                        "--ghost-limit",
                        "2M",
                        "-j",
                        "-n",
                        "pid,net",
                        "--external",
                        "unix[5]")
                .tree();
        assertThat(tree)
                .isEqualTo(TreeOptions.builder()
                        .tcpEstablished(true)
                        .tcpClose(true)
                        .skipInFlight(true)
                        .evasiveDevices(true)
                        .extUnixSk(true)
                        .linkRemap(true)
                        .ghostLimitBytes(2 << 20)
                        .shellJob(true)
                        .namespaces(Set.of(NamespaceKind.PID, NamespaceKind.NET))
                        .external(List.of(new External("unix", "5", "")))
                        .build());
    }

    @Test
    void shouldLetTheLastWordStand() {
        assertThat(dump("--tcp-established", "--no-tcp-established").tree().tcpEstablished())
                .isFalse();
        assertThat(dump("--ghost-limit", "1K", "--ghost-limit", "3G").tree().ghostLimitBytes())
                .isEqualTo(3L << 30);
        assertThat(dump("-jR", "--no-leave-running").keepLocked()).isTrue();
        assertThat(dump("--network-lock", "skip").networkLock()).isEqualTo(NetworkLockMethod.SKIP);
    }

    @Test
    void shouldTakeLegacySpellings() {
        TreeOptions tree = dump("--ext-unix-sk=12,13").tree();

        assertThat(tree.extUnixSk()).isFalse();
        assertThat(tree.external()).containsExactly(new External("unix", "12", ""), new External("unix", "13", ""));
    }

    @Test
    void shouldReadOverWhatOtherCommandsHave() {
        TreeOptions tree = dump(
                        "--pidfile",
                        "/nonsense",
                        "--root",
                        "/",
                        "--restore-detached",
                        "-d",
                        "--timeout=10",
                        "--mntns-compat-mode",
                        "--no-weak-sysctls",
                        "--inherit-fd",
                        "fd[3]:socket:[1]",
                        "--tcp-established",
                        "-v4",
                        "-W",
                        tmp.toString(),
                        "-o",
                        "dump.log")
                .tree();

        assertThat(tree).isEqualTo(TreeOptions.builder().tcpEstablished(true).build());
        assertThat(tmp.resolve("dump.log")).exists();
    }

    @Test
    void shouldNotDumpWhatItBelongsTo() {
        assertThat(run("dump", "-t", Long.toString(ProcessHandle.current().pid()), "-D", tmp.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("from within");
        assertThat(dumped).isNull();
    }

    @Test
    void shouldLogWhatEndsIt() throws IOException {
        dump("-v1", "-W", tmp.toString(), "-o", "dump.log");

        assertThat(tmp.resolve("dump.log")).content().matches("\\(00\\.[0-9]{6}\\) Error \\(crj\\): seen\n");
    }

    @Test
    void shouldTakeOptionsBeforeTheCommand() {
        assertThat(run(
                        "--no-default-config",
                        "-t",
                        "77",
                        "dump",
                        "-D",
                        tmp.resolve("image").toString(),
                        "-R"))
                .isEqualTo(1);

        assertThat(dumped.pid()).isEqualTo(77);
        assertThat(dumped.keepLocked()).isFalse();
        assertThat(run("-v4", "page-server")).isEqualTo(2);
        assertThat(err.toString()).contains("no crj page-server");
    }

    @Test
    void shouldTakeMountsAsExternal() {
        assertThat(dump("-M", "/data:key", "--ext-mount-map", "auto").tree().external())
                .containsExactly(new External("mnt", "/data", "key"), new External("mnt", "", ""));
    }

    @Test
    void shouldTakeAVerbositySpelledOutBehindOneDash() {
        assertThat(run("dump", "-t", "77", "-D", tmp.resolve("image").toString(), "-verbosity=0"))
                .isEqualTo(1);
        assertThat(dumped).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "--lazy-pages, --lazy-pages is not supported",
                "--no-lazy-pages, --no-lazy-pages is not supported",
                "--timeout, --timeout needs a value",
                "--tls-cert=x, --tls-cert is not supported",
                "--manage-cgroups=moon, --manage-cgroups=moon: there are none, props",
                "--pre-dump-mode=hope, --pre-dump-mode=hope is not supported",
                "--file-validation=hope, --file-validation=hope is not supported",
                "--external=dev[1/3]:null, 'dev' is not supported",
                "--external=unix, expected KIND[KEY]",
                "--namespaces=moon, 'moon' is no kind of namespace",
                "--network-lock=hope, 'hope' is not known",
                "--ghost-limit=big, 'big' is no size",
                "--verbosity=loud, 'loud' is no verbosity",
                "--ext-unix-sk=a, 'a' is no inode number",
                "--frobnicate, Unknown option: '--frobnicate'"
            })
    void shouldRefuseByNameWhatItDoesNotSupport(String option, String sentence) {
        assertThat(run("dump", "-t", "77", "-D", tmp.resolve("image").toString(), option))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("crj: ").contains(sentence).hasLineCount(1);
        assertThat(dumped).isNull();
        assertThat(tmp.resolve("image")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "--inherit-fd=socket, expected fd[NUMBER]:KEY",
        "--inherit-fd=fd[998]:socket:[1], descriptor 998 is not open",
        "--veth-pair=eth0, expected IN=OUT",
        "--restore-sibling, --restore-sibling is not supported"
    })
    void shouldRefuseByNameWhatARestoreDoesNotSupport(String option, String sentence) throws IOException {
        assertThat(run(
                        "restore",
                        "-D",
                        ImageSamples.single(tmp.resolve("image")).toString(),
                        "-d",
                        option))
                .isEqualTo(2);
        assertThat(err.toString()).contains(sentence).hasLineCount(1);
    }

    @Test
    void shouldRefuseCommandsThatCrjDoesNotHave() {
        assertThat(run("page-server")).isEqualTo(2);
        assertThat(err.toString()).contains("no crj page-server");
    }

    @Test
    void shouldUnderstandEveryExampleOfTheDocument() throws IOException {
        for (OptionsDocument.Example example : OptionsDocument.examples()) {
            for (String command : example.commands()) {
                // The others run, see OptionsDocumentTest.
                if (example.victim().isEmpty() && command.startsWith("crj ")) {
                    String[] words = command.substring("crj ".length())
                            .replace("$PID", "77")
                            .replace("$(cat pid)", "77")
                            .replace("-D image", "-D " + tmp.resolve("image"))
                            .replace("$INO", "4711")
                            .replaceAll("['\"]| [0-9]*[<>].*", "")
                            .split(" ");
                    assertThat(run(words))
                            .as(example + "\n" + command + "\n" + err)
                            .isEqualTo(1);
                }
            }
        }
    }
}
