package io.crj.agent.preflight;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.crj.wire.message.FileNeed;
import io.crj.wire.message.SourceReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** Files that the tree uses by path must be here, of the same type, permissions and size. */
final class FileCheck implements TargetCheck {

    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;

    @Override
    public void check(SourceReport source, Findings findings) {
        source.getFilesList().forEach(need -> check(need, findings));
    }

    private static void check(FileNeed need, Findings findings) {
        try {
            // Whoever uses a link itself must find one; all others find what it leads to.
            LinkOption[] links =
                    (need.getMode() & TYPE) == LINK ? new LinkOption[] {NOFOLLOW_LINKS} : new LinkOption[0];
            Map<String, Object> here = Files.readAttributes(Path.of(need.getPath()), "unix:mode,size", links);
            int mode = (Integer) here.get("mode");
            long size = (Long) here.get("size");
            if ((mode & TYPE) != (need.getMode() & TYPE)) {
                findings.refuse(String.format(
                        "%s is another kind of file here: mode %o, on the source %o",
                        need.getPath(), mode, need.getMode()));
            } else if (mode != need.getMode()) {
                findings.refuse(String.format(
                        "%s has other permissions here: mode %o, on the source %o",
                        need.getPath(), mode, need.getMode()));
            } else if (need.getSizeBytes() >= 0 && size != need.getSizeBytes()) {
                findings.refuse(need.getPath() + " has another size here: " + size + " bytes, on the source "
                        + need.getSizeBytes() + "; install the same version");
            }
        } catch (IOException | InvalidPathException absent) {
            findings.refuse(need.getPath() + " is not on this host; install what it belongs to, or copy it");
        }
    }
}
