package io.crj.engine.resource.epoll;

import io.crj.engine.image.proto.EventpollTfdEntry;
import io.crj.engine.linux.proc.FdInfo;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a watch list's fdinfo; fs/eventpoll.c.
 *
 * @param fd number of the watched descriptor in the process that added it
 * @param events mask as in epoll_ctl(2)
 * @param data the program's own word
 * @param position offset of the watched file
 * @param device the kernel's number of its file system
 */
record Watch(int fd, int events, long data, long position, long inode, long device) {

    private static final Pattern LINE = Pattern.compile(
            "tfd:\\s*(\\d+)\\s+events:\\s*([0-9a-f]+)\\s+data:\\s*([0-9a-f]+)\\s+pos:\\s*(\\d+)\\s+ino:\\s*([0-9a-f]+)"
                    + "\\s+sdev:\\s*([0-9a-f]+)\\s*");

    /** All watches, in the order the kernel keeps them. */
    static List<Watch> parse(FdInfo info) {
        return info.extra().stream()
                .filter(line -> line.startsWith("tfd:"))
                .map(Watch::parse)
                .toList();
    }

    private static Watch parse(String line) {
        Matcher m = LINE.matcher(line.toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            throw new IllegalStateException("fdinfo of a watch list has a line of unknown shape: " + line);
        }
        return new Watch(
                Integer.parseInt(m.group(1)),
                Integer.parseUnsignedInt(m.group(2), 16),
                Long.parseUnsignedLong(m.group(3), 16),
                Long.parseLong(m.group(4)),
                Long.parseUnsignedLong(m.group(5), 16),
                Long.parseUnsignedLong(m.group(6), 16));
    }

    /** As images have it; the id is not used. */
    EventpollTfdEntry.Builder entry() {
        return EventpollTfdEntry.newBuilder()
                .setId(0)
                .setTfd(fd)
                .setEvents(events)
                .setData(data)
                .setDev((int) device)
                .setInode(inode)
                .setPos(position);
    }
}
