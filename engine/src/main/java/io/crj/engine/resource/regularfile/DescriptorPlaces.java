package io.crj.engine.resource.regularfile;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.DUP3;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.RestoreContext;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Open files of /proc that tell about a descriptor of the tree's: fdinfo and the links of fd; proc(5).
 *
 * <p>They can be opened only while the process has a descriptor of that number, and tell about whatever has it when they are
 * read. So its place is taken by something else until the process has got its own files.
 */
final class DescriptorPlaces {

    private static final Pattern PLACE = Pattern.compile("/proc/(\\d{1,9})(?:/task/\\1)?/(?:fdinfo|fd)/(\\d{1,7})");

    private DescriptorPlaces() {}

    /** Takes the place that the file at {@code path} tells about, if it does and nothing is there. */
    static void take(String path, RestoreContext context) {
        Matcher place = PLACE.matcher(path);
        if (place.matches()) {
            int own = Integer.parseInt(place.group(1));
            context.helper(own).ifPresent(helper -> take(helper, Integer.parseInt(place.group(2))));
        }
    }

    private static void take(RestoreContext.Helper helper, int fd) {
        Path link = Path.of("/proc/" + helper.task().pid() + "/fd/" + fd);
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Fd nothing = FileCalls.open("/dev/null", Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0)) {
            int copy = helper.give(nothing);
            if (copy != fd) {
                SyscallException.check(helper.task().call(DUP3, copy, fd, 0), "dup3 to", Integer.toString(fd));
                SyscallException.check(helper.task().call(CLOSE, copy), "close", Integer.toString(copy));
            }
        }
    }
}
