package io.crj.engine.attach;

import java.io.ByteArrayOutputStream;

/** Finds ctrl-p ctrl-q in what is typed; ctrl-p itself is held back until the next key. */
final class DetachKeys {

    private static final byte FIRST = 'P' & 0x1f;
    private static final byte SECOND = 'Q' & 0x1f;

    private boolean begun;
    private boolean complete;

    /** What of {@code typed} is for the job. */
    byte[] filter(byte[] typed) {
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        for (byte key : typed) {
            if (begun && key == SECOND) {
                complete = true;
                break;
            }
            if (begun) {
                passed.write(FIRST);
            }
            begun = key == FIRST;
            if (!begun) {
                passed.write(key);
            }
        }
        return passed.toByteArray();
    }

    /** Whether both were typed. */
    boolean complete() {
        return complete;
    }
}
