package io.crj.engine.resource.regularfile;

import io.crj.engine.linux.sys.FileStat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory in which a file without its name can get another one: that of the old name, or what is left above it.
 *
 * @param directory as the process sees it
 */
record LinkPlace(String directory, FileStat stat) {

    /** @throws io.crj.engine.error.UnsupportedResourceException when there is none */
    static LinkPlace of(NamedFile file) {
        for (Path path = Path.of(file.lastName()).getParent(); path != null; path = path.getParent()) {
            Optional<FileStat> found = file.statByName(path.toString());
            if (found.isPresent()) {
                check(file, path, found.get());
                return new LinkPlace(path.toString(), found.get());
            }
        }
        throw file.refusal("--link-remap finds no directory to put a temporary name in");
    }

    private static void check(NamedFile file, Path path, FileStat found) {
        if (found.device() != file.stat().device()) {
            throw file.refusal("--link-remap cannot give it a temporary name: " + path
                    + " is on another file system now, something was mounted over it");
        }
        if (!Files.isWritable(Path.of(file.fromHere(path.toString())))) {
            throw file.refusal("--link-remap cannot give it a temporary name: " + path + " cannot be written to");
        }
    }

    /** Path of {@code name} in it. */
    String resolve(String name) {
        return directory.equals("/") ? "/" + name : directory + "/" + name;
    }
}
