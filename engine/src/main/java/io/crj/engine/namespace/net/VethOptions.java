package io.crj.engine.namespace.net;

import io.crj.engine.External;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Where veth devices are to have their other ends: {@code --veth-pair IN=OUT}, {@code --external veth[IN]:OUT@BRIDGE}. */
final class VethOptions {

    private static final String KIND = "veth";

    /** As the kernel wants names of devices; a percent sign would make it choose one by itself. */
    private static final Pattern NAME = Pattern.compile("[^\\s/%:@]{1,15}");

    private VethOptions() {}

    /**
     * The end outside.
     *
     * @param bridge empty for none
     */
    record Outside(String name, String bridge) {}

    /**
     * By the name of the device inside.
     *
     * @throws EngineException naming the option whose value is no name of a device
     */
    static Map<String, Outside> of(TreeOptions options) {
        Map<String, Outside> result = new LinkedHashMap<>();
        for (External external : options.external()) {
            if (external.kind().equals(KIND) && !external.value().isEmpty()) {
                int at = external.value().indexOf('@');
                String name = at < 0 ? external.value() : external.value().substring(0, at);
                String bridge = at < 0 ? "" : external.value().substring(at + 1);
                if (!isName(name) || at >= 0 && !isName(bridge)) {
                    throw new EngineException(
                            "--external " + external + ": expected veth[IN]:OUT or veth[IN]:OUT@BRIDGE, with names of"
                                    + " at most 15 characters");
                }
                if (result.put(external.key(), new Outside(name, bridge)) != null) {
                    throw new EngineException("--external " + external + ": device " + external.key()
                            + " has got its other end by another option already");
                }
            }
        }
        return result;
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches() && !text.equals(".") && !text.equals("..");
    }
}
