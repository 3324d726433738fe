package io.crj.engine.trace;

import java.util.Arrays;
import java.util.Objects;

/**
 * One system call of many that a process executes for us at once.
 *
 * @param name for errors
 * @param arguments up to six
 */
public record RemoteCall(String name, long number, long... arguments) {

    @Override
    public boolean equals(Object other) {
        return other instanceof RemoteCall call
                && name.equals(call.name)
                && number == call.number
                && Arrays.equals(arguments, call.arguments);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, number, Arrays.hashCode(arguments));
    }

    @Override
    public String toString() {
        return name;
    }
}
