package io.crj.engine.image;

import java.util.Optional;

/**
 * A file name of an image directory, taken apart.
 *
 * @param kind what the file holds
 * @param id the object it belongs to; 0 for kinds of which a directory has one file only
 */
public record ImageFileName(ImageKind kind, long id) {

    /** Takes {@code name} apart; empty when no image file is called like that. */
    public static Optional<ImageFileName> parse(String name) {
        for (ImageKind kind : ImageKind.values()) {
            if (!kind.isNumbered()) {
                if (kind.fileName(0).equals(name)) {
                    return Optional.of(new ImageFileName(kind, 0));
                }
                continue;
            }
            Optional<Long> id = id(kind, name);
            if (id.isPresent()) {
                return Optional.of(new ImageFileName(kind, id.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> id(ImageKind kind, String name) {
        int mark = kind.pattern().indexOf('%');
        String before = kind.pattern().substring(0, mark);
        String after = kind.pattern().substring(mark + 2);
        if (name.length() <= before.length() + after.length() || !name.startsWith(before) || !name.endsWith(after)) {
            return Optional.empty();
        }
        try {
            long id = Long.parseUnsignedLong(name, before.length(), name.length() - after.length(), kind.radix());
            // Only the canonical spelling counts: no sign, no leading zero, no upper case.
            return kind.fileName(id).equals(name) ? Optional.of(id) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
