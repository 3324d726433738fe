package io.crj.engine.resource.regularfile;

import io.crj.engine.TreeOptions;
import io.crj.engine.linux.sys.FileStat;
import java.util.Optional;

/**
 * How a restore reaches a file again.
 *
 * @param name path that leads to it, or led to it as long as it had one
 */
record Route(How how, String name) {

    enum How {
        /** The name leads to it. */
        NAME,
        /** It is made anew from the image. */
        GHOST,
        /** It gets a name for the time between dump and restore. */
        LINK,
        /** It is one of /proc that belonged to a process which has ended. */
        DEAD
    }

    /**
     * Decides, or refuses.
     *
     * @throws io.crj.engine.error.UnsupportedResourceException naming the file and the option that helps
     */
    static Route of(NamedFile file, TreeOptions options) {
        requireCarried(file);
        Optional<FileStat> named = file.statByName(file.link());
        boolean isLeaving = named.filter(file.stat()::isSame).isPresent() && HostMemory.moves(file, options);
        if (file.isPerformanceData() || isLeaving) {
            return new Route(How.GHOST, file.link());
        }
        if (named.filter(file.stat()::isSame).isPresent()) {
            if (file.isMountedOver()) {
                throw file.refusal("the mount it was opened on lies below another one now, which shows the same:"
                        + " unmount that");
            }
            return new Route(How.NAME, file.link());
        }
        if (DeadProcFiles.is(file)) {
            return DeadProcFiles.route(file);
        }
        if (file.stat().isDevice() && !file.isPathOnly()) {
            return ofDevice(file, options);
        }
        if (file.isUnlinked()) {
            return new Route(How.GHOST, file.lastName());
        }
        if (file.saysDeleted()) {
            return ofLink(file, options);
        }
        throw file.refusal("the name " + (named.isPresent() ? "now leads to another file" : "leads nowhere")
                + ", the one in use was moved or mounted over; not supported yet");
    }

    private static void requireCarried(NamedFile file) {
        FileStat stat = file.stat();
        if (!file.link().startsWith("/")) {
            throw file.refusal("it has no place in a file system; not supported yet");
        }
        if (file.isPathOnly() || stat.isRegular() || stat.isDirectory() || stat.isFifo() || Devices.isHarmless(stat)) {
            return;
        }
        throw stat.isDevice() ? Devices.refusal(file) : file.refusal("not supported yet");
    }

    private static Route ofDevice(NamedFile file, TreeOptions options) {
        if (!options.evasiveDevices()) {
            throw file.refusal("its name was unlinked or mounted over; --evasive-devices lets another name of "
                    + Devices.describe(file.stat()) + " stand in for it");
        }
        String name = file.lastName();
        if (file.statByName(name)
                .filter(now -> Devices.isSame(now, file.stat()))
                .isPresent()) {
            return new Route(How.NAME, name);
        }
        Optional<String> other = Devices.otherName(file);
        if (other.isPresent()) {
            return new Route(How.NAME, other.get());
        }
        if (file.isUnlinked()) {
            return new Route(How.GHOST, name);
        }
        throw file.refusal("no other name in /dev leads to " + Devices.describe(file.stat()));
    }

    private static Route ofLink(NamedFile file, TreeOptions options) {
        if (!options.linkRemap()) {
            throw file.refusal("its name is gone, but it has " + file.stat().links()
                    + " more (hard links); --link-remap gives it a temporary name beside the old one");
        }
        LinkPlace.of(file);
        return new Route(How.LINK, file.lastName());
    }
}
