package io.crj.engine.namespace.mnt;

import java.util.Arrays;

/** Absolute paths without {@code .}, {@code ..} and doubled slashes, as the kernel lists them. */
final class Paths {

    private Paths() {}

    /** Whether {@code path} is of that form. */
    static boolean isPlain(String path) {
        boolean shaped = path.startsWith("/") && (path.length() == 1 || !path.endsWith("/")) && path.indexOf('\0') < 0;
        return shaped
                && (path.length() == 1
                        || Arrays.stream(path.substring(1).split("/", -1))
                                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals("..")));
    }

    /** Whether {@code path} is {@code top} or below it. */
    static boolean isBeneath(String path, String top) {
        return top.equals("/") || path.equals(top) || path.startsWith(top + "/");
    }

    /** What leads from {@code top} to {@code path}, relative; empty when they are equal. */
    static String rest(String path, String top) {
        String rest = top.equals("/") ? path : path.substring(top.length());
        return rest.startsWith("/") ? rest.substring(1) : rest;
    }

    static String join(String top, String rest) {
        if (rest.isEmpty()) {
            return top;
        }
        return top.equals("/") ? "/" + rest : top + "/" + rest;
    }
}
