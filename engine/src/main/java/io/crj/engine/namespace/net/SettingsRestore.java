package io.crj.engine.namespace.net;

import static io.crj.engine.namespace.net.Sysctls.*;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.NetDeviceEntry;
import io.crj.engine.image.proto.NetSetting;
import io.crj.engine.image.proto.NetnsEntry;
import io.crj.engine.image.proto.SysctlEntry;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the settings of the calling thread's network namespace. */
final class SettingsRestore {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsRestore.class);

    private static final String FORWARDING = "forwarding";
    private static final String MTU = "mtu";

    private final String file;

    /** @param file of the image, for errors */
    SettingsRestore(String file) {
        this.file = file;
    }

    /** Those of all devices come first: writing some of them changes each device. */
    void restore(NetnsEntry netns, List<NetDeviceEntry> devices) {
        // Who begins or ceases to forward gets other settings from the kernel, so that is decided first of all.
        int forwarding = CONF4.indexOf(FORWARDING);
        if (forwarding < netns.getAllConf4Count()) {
            write(IPV4 + "/all/" + FORWARDING, netns.getAllConf4(forwarding));
        }
        conf(IPV4, "all", CONF4, netns.getAllConf4List());
        conf(IPV6, "all", CONF6, netns.getAllConf6List());
        conf(IPV4, "default", CONF4, netns.getDefConf4List());
        conf(IPV6, "default", CONF6, netns.getDefConf6List());
        for (NetDeviceEntry device : devices) {
            conf(IPV4, device.getName(), CONF4, device.getConf4List());
            conf(IPV6, device.getName(), CONF6, device.getConf6List());
        }
        netns.getUnixConfList().stream().limit(1).forEach(entry -> write(MAX_DGRAM_QLEN, entry));
        netns.getIpv4SysctlList().stream().limit(1).forEach(entry -> write(PING_GROUP_RANGE, entry));
        for (NetSetting setting : netns.getSettingsList()) {
            write(checked(setting.getPath()), setting.getValue());
        }
    }

    /** Again, what the kernel sets when a device comes up: the packets' size for IPv6 becomes that of the device. */
    void afterComingUp(List<NetDeviceEntry> devices) {
        int size = CONF6.indexOf(MTU);
        for (NetDeviceEntry device : devices) {
            if (size < device.getConf6Count()) {
                write(IPV6 + "/" + device.getName() + "/" + MTU, device.getConf6(size));
            }
        }
    }

    private void conf(String family, String device, List<String> names, List<SysctlEntry> values) {
        for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
            write(family + "/" + device + "/" + names.get(i), values.get(i));
        }
    }

    private void write(String path, SysctlEntry entry) {
        if (entry.hasIarg()) {
            write(path, Integer.toString(entry.getIarg()));
        } else if (entry.hasSarg() && !entry.getSarg().isBlank()) {
            write(path, entry.getSarg().stripTrailing());
        }
    }

    private void write(String path, String value) {
        if (!NetFiles.write(path, value)) {
            LOG.warn("this kernel has no {}, which was {}", NetFiles.ROOT.resolve(path), value);
        }
    }

    /** The path must not lead anywhere else. */
    private String checked(String path) {
        Path target = NetFiles.ROOT.resolve(path);
        if (path.isEmpty() || !target.normalize().equals(target) || !target.startsWith(NetFiles.ROOT)) {
            throw new ImageFormatException(file, "'" + path + "' is no setting of the network");
        }
        return path;
    }
}
