package io.crj.engine.cli;

import io.crj.engine.External;
import io.crj.engine.netlock.NetworkLockMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a restore is supplied with from outside. */
final class RestoreChoices {

    private static final Pattern INHERITED = Pattern.compile("fd\\[([0-9]{1,9})]:(.+)");
    private static final Pattern VETH_PAIR = Pattern.compile("([^=\\s\\[\\]]+)=([^=\\s]+)");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--inherit-fd",
            paramLabel = "fd[N]:KEY",
            description =
                    "descriptor N of this command stands in for what KEY names, such as socket:[4711]; repeatable")
    private List<String> inherited = List.of();

    @Option(
            names = "--veth-pair",
            paramLabel = "IN=OUT",
            description = "name, on this host, of the other end of the tree's network device IN; repeatable")
    private List<String> vethPairs = List.of();

    @Option(
            names = {"-r", "--root"},
            paramLabel = "DIR",
            defaultValue = "",
            description = "directory that becomes the root of a restored mount namespace")
    private String root;

    @Option(
            names = "--network-lock",
            paramLabel = "METHOD",
            converter = TreeRoot.LockConverter.class,
            description =
                    "skip: do not ask for the lock that the dump has left on the connections; somebody else has held"
                            + " back their packets; else the image says how they are locked")
    private NetworkLockMethod lock;

    /** Whether the dump's lock need not be there. */
    boolean unlocked() {
        return lock == NetworkLockMethod.SKIP;
    }

    String root() {
        return root;
    }

    /** Descriptors by what they stand in for; each is checked to be open. */
    Map<String, Integer> inheritFds() {
        Map<String, Integer> fds = new HashMap<>();
        for (String text : inherited) {
            Matcher form = INHERITED.matcher(text);
            if (!form.matches()) {
                throw new ParameterException(spec.commandLine(), "--inherit-fd " + text + ": expected fd[NUMBER]:KEY");
            }
            int fd = Integer.parseInt(form.group(1));
            if (!Files.exists(Path.of("/proc/self/fd/" + fd))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--inherit-fd " + text + ": descriptor " + fd + " is not open;"
                                + " open it in the shell, as in " + fd + "<>FILE");
            }
            if (fds.put(form.group(2), fd) != null) {
                throw new ParameterException(spec.commandLine(), "--inherit-fd: " + form.group(2) + " is named twice");
            }
        }
        return fds;
    }

    /** The veth pairs in their modern form; once logging has begun. */
    List<External> external() {
        List<External> external = new ArrayList<>();
        for (String pair : vethPairs) {
            Matcher form = VETH_PAIR.matcher(pair);
            if (!form.matches()) {
                throw new ParameterException(spec.commandLine(), "--veth-pair " + pair + ": expected IN=OUT");
            }
            External modern = new External("veth", form.group(1), form.group(2));
            LoggerFactory.getLogger(RestoreChoices.class)
                    .warn("--veth-pair is of old; today it is --external '{}'", modern);
            external.add(modern);
        }
        return external;
    }
}
