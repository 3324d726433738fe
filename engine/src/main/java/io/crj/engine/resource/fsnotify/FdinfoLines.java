package io.crj.engine.resource.fsnotify;

import io.crj.engine.linux.proc.FdInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lines of the form {@code inotify wd:1 ino:2 sdev:3 …}; fs/notify/fdinfo.c. */
final class FdinfoLines {

    private FdinfoLines() {}

    /** The words of each line that begins with {@code kind}: what stands behind a colon, by what stands before it. */
    static List<Map<String, String>> of(FdInfo info, String kind) {
        return info.extra().stream()
                .filter(line -> line.startsWith(kind + " "))
                .map(line -> words(line.substring(kind.length() + 1)))
                .toList();
    }

    private static Map<String, String> words(String line) {
        Map<String, String> words = new HashMap<>();
        for (String word : line.trim().split("\\s+")) {
            int colon = word.indexOf(':');
            words.put(word.substring(0, Math.max(0, colon)), word.substring(colon + 1));
        }
        return words;
    }
}
