package io.crj.engine.error;

/** An image is not what it claims to be: wrong magic, truncated, a count or length out of bounds. */
public final class ImageFormatException extends EngineException {

    private static final long serialVersionUID = 1L;

    public ImageFormatException(String file, String why) {
        super("image " + file + ": " + why);
    }

    public ImageFormatException(String file, String why, Throwable cause) {
        super("image " + file + ": " + why, cause);
    }
}
