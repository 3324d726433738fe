package io.crj.engine.resource.regularfile;

import io.crj.engine.resource.DumpContext;

/** Numbers for entries of {@code files.img} that stand for names only, not for open files of the tree. */
final class ExtraFiles {

    /** Far above the number of files that a tree can have open. */
    private static final int FIRST = 1 << 30;

    private int next = FIRST;

    private ExtraFiles() {}

    static int next(DumpContext context) {
        ExtraFiles files = context.shared(ExtraFiles.class, ExtraFiles::new);
        return files.next++;
    }
}
