package io.crj.engine;

/** Opens dumpers. */
public final class Dumpers {

    private Dumpers() {}

    /**
     * Looks at the tree, which runs on untouched.
     *
     * @throws io.crj.engine.error.UnsupportedResourceException when something of it cannot be carried
     * @throws io.crj.engine.error.EngineException when there is no such process, or crj may not touch it
     */
    public static Dumper open(DumpOptions options) {
        return new TreeDumper(options);
    }
}
