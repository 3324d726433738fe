package io.crj.agent.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.crj.agent.machine.Ask;
import io.crj.engine.error.EngineException;
import io.crj.wire.message.Aborted;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.Prepared;
import io.crj.wire.message.Ready;
import io.crj.wire.message.Reaped;
import io.crj.wire.message.Resumed;
import io.crj.wire.message.RoundDone;
import io.crj.wire.message.Side;
import io.crj.wire.message.SourceStarted;
import io.crj.wire.message.TargetPrepared;
import java.util.List;
import java.util.Optional;

/** Bodies of answers that are kept, in memory and in journals. */
final class Answers {

    private Answers() {}

    static Optional<FromAgent> parse(ByteString bytes) {
        try {
            return bytes.isEmpty() ? Optional.empty() : Optional.of(FromAgent.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new EngineException("a journal holds an answer that cannot be read: " + e.getMessage(), e);
        }
    }

    /** Of something that is done, when nobody remembers the figures any more. */
    static FromAgent plain(Ask ask, Side side) {
        FromAgent.Builder answer = FromAgent.newBuilder();
        switch (ask.kind()) {
            case START -> answer.setSourceStarted(SourceStarted.getDefaultInstance());
            case ROUND -> answer.setRoundDone(RoundDone.newBuilder().setNumber(ask.number()));
            case FREEZE -> answer.setPrepared(Prepared.getDefaultInstance());
            case PREPARE -> answer.setTargetPrepared(TargetPrepared.getDefaultInstance());
            case AWAIT_READY -> answer.setReady(Ready.getDefaultInstance());
            case ABORT -> answer.setAborted(Aborted.getDefaultInstance());
            case COMMIT -> {
                if (side == Side.SIDE_SOURCE) {
                    answer.setReaped(Reaped.getDefaultInstance());
                } else {
                    answer.setResumed(Resumed.getDefaultInstance());
                }
            }
        }
        return answer.build();
    }

    static FromAgent aborted(List<String> warnings) {
        return FromAgent.newBuilder()
                .setAborted(Aborted.newBuilder().addAllWarnings(warnings))
                .build();
    }
}
