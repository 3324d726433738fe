package io.crj.agent.session;

import io.crj.agent.machine.Fault;
import io.crj.agent.options.OptionException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;

/** Failures as answers. */
final class Failures {

    private Failures() {}

    static FromAgent error(Error.Code code, String message) {
        return FromAgent.newBuilder()
                .setError(Error.newBuilder().setCode(code).setMessage(message))
                .build();
    }

    /** With the chain of causes as its detail. */
    static FromAgent error(Error.Code code, Throwable failure) {
        return FromAgent.newBuilder()
                .setError(Error.newBuilder()
                        .setCode(code)
                        .setMessage(describe(failure))
                        .setDetail(causes(failure)))
                .build();
    }

    /** What a failure before the vote means to the coordinator. */
    static Fault faultOf(Throwable failure) {
        if (failure instanceof RefusedException
                || failure instanceof OptionException
                || failure instanceof UnsupportedResourceException) {
            return Fault.REFUSED;
        }
        return failure instanceof NoSuchProcessException ? Fault.NOT_FOUND : Fault.FAILED;
    }

    static Error.Code codeOf(Throwable failure) {
        return code(faultOf(failure));
    }

    /** They have the same names. */
    static Error.Code code(Fault fault) {
        return Error.Code.valueOf(fault.name());
    }

    static String describe(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private static String causes(Throwable failure) {
        StringBuilder chain = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            chain.append(chain.isEmpty() ? "" : "; caused by ").append(cause);
            if (cause.getStackTrace().length > 0) {
                chain.append(" at ").append(cause.getStackTrace()[0]);
            }
        }
        return chain.toString();
    }
}
