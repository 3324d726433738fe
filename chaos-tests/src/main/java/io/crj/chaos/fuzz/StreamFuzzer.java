package io.crj.chaos.fuzz;

import io.crj.chaos.simulation.clock.Dice;
import io.crj.wire.WireException;
import io.crj.wire.stream.ImageFrames;
import io.crj.wire.stream.StreamLimits;
import io.crj.wire.stream.StreamReceiver;
import io.crj.wire.stream.StreamServer;
import io.crj.wire.stream.body.StreamHello;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** A source that sends nonsense over an accepted image stream: preface done, then hello and frames. */
final class StreamFuzzer implements Fuzzer {

    private static final String MIGRATION = "m-1";
    private static final byte[] TICKET = new byte[16];
    private static final StreamLimits LIMITS =
            new StreamLimits(8 << 10, 64 << 10, 8 << 10, 1 << 20, 1 << 12, 1 << 20, 1 << 20);

    @Override
    public String name() {
        return "image stream";
    }

    @Override
    public long allowedBytes() {
        return 4 << 20;
    }

    @Override
    public int feed(Dice dice) {
        byte[] talk = new StreamTalk(dice, dice.chance(0.3) ? 0 : 0.3).bytes(new StreamHello(MIGRATION, TICKET));
        byte[] sent = dice.chance(0.5) ? Bytes.changed(talk, dice) : talk;
        StreamReceiver receiver = new StreamReceiver(MIGRATION, TICKET, "", LIMITS);
        StreamServer server = new StreamServer(id -> id.equals(MIGRATION) ? receiver : null, LIMITS);
        EmbeddedChannel channel = new EmbeddedChannel();
        server.handlers().forEach(channel.pipeline()::addLast);
        try {
            for (int at = 0; at < sent.length && channel.isOpen(); ) {
                int end = Math.min(sent.length, at + 1 + dice.below(sent.length));
                channel.writeInbound(Unpooled.wrappedBuffer(sent, at, end - at));
                at = end;
            }
            apply(receiver);
            channel.close();
            // A refused sender has some seconds to read why.
            channel.advanceTimeBy(10, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        } finally {
            channel.finishAndReleaseAll();
        }
        return sent.length;
    }

    private static void apply(StreamReceiver receiver) {
        // Whoever is interrupted takes what is there and waits for no more.
        Thread.currentThread().interrupt();
        try {
            receiver.receive(new Checking());
        } catch (WireException declared) {
            // As it should be; and what is whole passes.
        } catch (RuntimeException undeclared) {
            throw new FuzzFinding("an exception of another kind: " + undeclared, undeclared);
        } finally {
            Thread.interrupted();
        }
    }

    /** Whoever applies the image relies on these. */
    private static final class Checking implements ImageFrames {

        @Override
        public void file(String name, byte[] content) {
            require(!name.isEmpty() && name.indexOf('/') < 0 && !name.startsWith("."), "a file called " + name);
        }

        @Override
        public void pages(Space space, long address, ByteBuffer pages) {
            require(
                    pages.remaining() > 0 && pages.remaining() % PAGE_BYTES == 0,
                    pages.remaining() + " bytes of pages");
            require(address >= 0 && address % PAGE_BYTES == 0, "pages at " + address);
        }

        @Override
        public void zeroes(Space space, long address, long count) {
            require(count > 0 && address >= 0 && address % PAGE_BYTES == 0, count + " zero pages at " + address);
        }

        @Override
        public void present(Space space, long[] startEndPairs) {
            for (int i = 1; i < startEndPairs.length; i++) {
                require(startEndPairs[i] >= startEndPairs[i - 1], "ranges out of order");
            }
        }

        @Override
        public void endOfRound(int number) {
            require(number > 0, "round " + number);
        }

        @Override
        public void endOfImage() {
            // The applier checks that nothing follows.
        }

        private static void require(boolean holds, String what) {
            if (!holds) {
                throw new FuzzFinding("passed on: " + what);
            }
        }
    }
}
