package io.crj.chaos.fuzz;

import com.github.luben.zstd.Zstd;
import io.crj.chaos.simulation.clock.Dice;
import io.crj.wire.stream.ImageFrames.Space;
import io.crj.wire.stream.body.EndMark;
import io.crj.wire.stream.body.FileChunk;
import io.crj.wire.stream.body.PageRuns;
import io.crj.wire.stream.body.PresentRanges;
import io.crj.wire.stream.body.StreamHello;
import io.crj.wire.stream.body.Totals;
import io.crj.wire.stream.frame.Frame;
import io.crj.wire.stream.frame.FrameEncoder;
import io.crj.wire.stream.frame.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a source may send: frames whose heads and data are changed before they are numbered and sealed. */
final class StreamTalk {

    private static final int PAGE = 4096;

    private final Dice dice;
    private final double changes;
    private final EmbeddedChannel encoder = new EmbeddedChannel(new FrameEncoder());
    private Totals totals = Totals.NONE;

    /** @param changes probability of each frame's being changed */
    StreamTalk(Dice dice, double changes) {
        this.dice = dice;
        this.changes = changes;
    }

    /** A hello and a few frames, as bytes. */
    byte[] bytes(StreamHello hello) {
        frame(FrameType.HELLO, hello::writeTo, new byte[0], false);
        for (int count = dice.below(7); count > 0; count--) {
            any();
        }
        if (dice.chance(0.6)) {
            frame(FrameType.END_IMAGE, new EndMark(EndMark.IMAGE, totals)::writeTo, new byte[0], false);
        }
        List<byte[]> parts = new ArrayList<>();
        int length = 0;
        for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
            byte[] bytes = new byte[part.readableBytes()];
            part.readBytes(bytes).release();
            parts.add(bytes);
            length += bytes.length;
        }
        encoder.finishAndReleaseAll();
        return joined(parts, length);
    }

    private void any() {
        switch (dice.below(6)) {
            case 0, 1 -> file();
            case 2, 3 -> pages();
            case 4 -> present();
            default -> {
                FrameType[] types = FrameType.values();
                frame(
                        types[dice.below(types.length)],
                        out -> out.writeBytes(Bytes.random(dice.below(60), dice)),
                        Bytes.random(dice.below(40), dice),
                        dice.chance(0.3));
            }
        }
    }

    private void file() {
        byte[] content = Bytes.random(dice.below(300), dice);
        String name = dice.chance(0.8) ? "core-" + dice.below(5) + ".img" : new String(Bytes.random(6, dice));
        totals = totals.plusFile(content.length);
        frame(FrameType.FILE, new FileChunk(name, 0, content.length)::writeTo, content, dice.chance(0.5));
    }

    private void pages() {
        int pages = 1 + dice.below(2);
        long address = 0x10000L + dice.below(100) * (long) PAGE;
        int zeroes = dice.chance(0.1) ? Bytes.oddNumber(dice) : 1 + dice.below(5);
        totals = totals.plusPages(pages).plusZeroPages(zeroes);
        List<PageRuns.Run> runs =
                List.of(new PageRuns.Run(address, pages, false), new PageRuns.Run(address + 0x100000, zeroes, true));
        frame(FrameType.PAGES, new PageRuns(space(), runs)::writeTo, new byte[pages * PAGE], true);
    }

    private void present() {
        int ranges = dice.below(4);
        byte[] data = new byte[ranges * PresentRanges.RANGE_BYTES];
        ByteBuf list = Unpooled.wrappedBuffer(data).clear();
        for (int i = 0; i < ranges; i++) {
            list.writeLong((2L * i + 1) * PAGE).writeLong((2L * i + 2) * PAGE);
        }
        frame(FrameType.PRESENT, new PresentRanges(space(), 0, ranges)::writeTo, data, dice.chance(0.5));
    }

    private Space space() {
        Space.Kind[] kinds = Space.Kind.values();
        return new Space(kinds[dice.below(kinds.length)], dice.below(100));
    }

    private void frame(FrameType type, Consumer<ByteBuf> head, byte[] data, boolean packed) {
        ByteBuf written = Unpooled.buffer();
        head.accept(written);
        byte[] headBytes = new byte[written.readableBytes()];
        written.readBytes(headBytes);
        byte[] sent = packed ? Zstd.compress(data, 1) : data;
        int raw = data.length;
        if (dice.chance(changes)) {
            switch (dice.below(3)) {
                case 0 -> headBytes = Bytes.changed(headBytes, dice);
                case 1 -> sent = Bytes.changed(sent, dice);
                default -> raw = Bytes.oddNumber(dice);
            }
        }
        encoder.writeOutbound(
                new Frame(type, Unpooled.wrappedBuffer(headBytes), Unpooled.wrappedBuffer(sent), packed, raw));
    }

    private static byte[] joined(List<byte[]> parts, int length) {
        ByteBuf all = Unpooled.buffer(Math.max(1, length));
        parts.forEach(all::writeBytes);
        byte[] bytes = new byte[length];
        all.readBytes(bytes);
        return bytes;
    }
}
