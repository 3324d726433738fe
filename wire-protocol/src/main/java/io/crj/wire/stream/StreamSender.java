package io.crj.wire.stream;

import io.crj.wire.WireException;
import io.crj.wire.WireLimits;
import io.crj.wire.channel.ConnectionKind;
import io.crj.wire.channel.Connector;
import io.crj.wire.channel.Destination;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.stream.body.EndMark;
import io.crj.wire.stream.body.Failure;
import io.crj.wire.stream.body.FileChunk;
import io.crj.wire.stream.body.PageRuns;
import io.crj.wire.stream.body.PresentRanges;
import io.crj.wire.stream.body.StreamHello;
import io.crj.wire.stream.body.Totals;
import io.crj.wire.stream.frame.Frame;
import io.crj.wire.stream.frame.FrameDecoder;
import io.crj.wire.stream.frame.FrameEncoder;
import io.crj.wire.stream.frame.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The source's end of an image stream.
 *
 * <p>Calls of {@link ImageFrames} come from one thread; they block while more is on its way than the limits allow and throw
 * a {@link WireException} that says why once the stream has failed. {@link #fail} may come from any thread and wakes the
 * one that blocks.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
public final class StreamSender implements ImageFrames, AutoCloseable {

    private final StreamLimits limits;
    private final SenderGate gate;
    private final StreamCounters counters = new StreamCounters();
    private final Channel channel;
    private final ByteBufAllocator allocator;
    private final DataPacker packer;
    private final PageBatch batch;
    private Totals totals = Totals.NONE;

    StreamSender(Channel channel, SenderGate gate, StreamLimits limits, Compression compression) {
        this.limits = limits;
        this.gate = gate;
        this.channel = channel;
        this.allocator = channel.alloc();
        packer = new DataPacker(compression, limits.frameRawBytes(), allocator);
        batch = new PageBatch(limits.frameRawBytes(), allocator);
    }

    /** Connects to the target's agent and shows the ticket; returns when the stream is welcome there. */
    public static StreamSender connect(
            EventLoops loops,
            WireLimits wireLimits,
            StreamLimits limits,
            Destination to,
            Duration timeout,
            StreamHello hello,
            Compression compression) {
        SenderGate gate = new SenderGate(limits.inFlightBytes());
        Channel channel = new Connector(loops, wireLimits)
                .open(
                        to,
                        timeout,
                        ConnectionKind.STREAM,
                        List.of(
                                new FrameDecoder(limits),
                                new FrameEncoder(),
                                new SenderHandler(hello, gate, to.toString())));
        StreamSender sender = new StreamSender(channel, gate, limits, compression);
        try {
            gate.awaitWelcome(timeout);
            return sender;
        } catch (WireException unwelcome) {
            sender.close();
            throw unwelcome;
        }
    }

    public StreamCounters counters() {
        return counters;
    }

    @Override
    public void file(String name, byte[] content) {
        FileChunk.checkTotal(name, content.length, limits);
        flush();
        int offset = 0;
        do {
            int length = Math.min(limits.frameRawBytes(), content.length - offset);
            FileChunk chunk = new FileChunk(name, offset, content.length);
            send(FrameType.FILE, chunk::writeTo, allocator.directBuffer(length).writeBytes(content, offset, length));
            offset += length;
        } while (offset < content.length);
        totals = totals.plusFile(content.length);
        counters.countFile(content.length);
    }

    @Override
    public void pages(Space space, long address, ByteBuffer pages) {
        long at = address;
        while (pages.hasRemaining()) {
            makeRoom(space);
            int zeroBytes = ZeroPages.leadingZeroBytes(pages);
            if (zeroBytes > 0) {
                addZeroes(space, at, zeroBytes / PAGE_BYTES);
                pages.position(pages.position() + zeroBytes);
                at += zeroBytes;
            } else {
                at += addData(space, at, pages);
            }
        }
    }

    @Override
    public void zeroes(Space space, long address, long pageCount) {
        long done = 0;
        while (done < pageCount) {
            makeRoom(space);
            int count = (int) Math.min(pageCount - done, PageRuns.MAX_ZERO_PAGES);
            addZeroes(space, address + done * PAGE_BYTES, count);
            done += count;
        }
    }

    @Override
    public void present(Space space, long[] startEndPairs) {
        int total = startEndPairs.length / 2;
        PresentRanges.checkTotal(space, total, limits);
        flush();
        int perFrame = limits.frameRawBytes() / PresentRanges.RANGE_BYTES;
        int offset = 0;
        do {
            int count = Math.min(perFrame, total - offset);
            ByteBuf ranges = allocator.directBuffer(count * PresentRanges.RANGE_BYTES);
            for (int i = 2 * offset; i < 2 * (offset + count); i++) {
                ranges.writeLong(startEndPairs[i]);
            }
            send(FrameType.PRESENT, new PresentRanges(space, offset, total)::writeTo, ranges);
            offset += count;
        } while (offset < total);
    }

    @Override
    public void endOfRound(int number) {
        mark(FrameType.END_ROUND, number);
    }

    @Override
    public void endOfImage() {
        mark(FrameType.END_IMAGE, EndMark.IMAGE);
    }

    /** Ends the stream and tells the receiver why; harmless when the image has been acknowledged. */
    public void fail(String why) {
        if (!gate.isComplete()) {
            gate.update(session -> session.failed(why));
            StreamHandler.send(channel, FrameType.FAILURE, new Failure(why)::writeTo)
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Closes the connection, which before the end of the image is a failure to the receiver. The sending thread only. */
    @Override
    public void close() {
        gate.update(session -> session.failed("the stream was closed"));
        channel.close();
        batch.release();
        packer.close();
    }

    private void makeRoom(Space space) {
        if (!batch.takes(space) || batch.isFull()) {
            flush();
        }
    }

    private void addZeroes(Space space, long address, int count) {
        batch.addZeroes(space, address, count);
        totals = totals.plusZeroPages(count);
        counters.countPages(count);
    }

    private int addData(Space space, long address, ByteBuffer pages) {
        int bytes = ZeroPages.leadingDataBytes(pages, batch.roomBytes());
        int end = pages.position() + bytes;
        batch.addData(space, address, pages.duplicate().limit(end));
        pages.position(end);
        totals = totals.plusPages(bytes / PAGE_BYTES);
        counters.countPages(bytes / PAGE_BYTES);
        return bytes;
    }

    private void mark(FrameType type, int round) {
        flush();
        gate.update(session -> session.marking(round));
        EndMark mark = new EndMark(round, totals);
        write(Frame.withoutData(type, head(mark::writeTo)));
        gate.awaitAcknowledgement();
    }

    private void flush() {
        if (!batch.isEmpty()) {
            PageRuns runs = batch.runs();
            send(FrameType.PAGES, runs::writeTo, batch.drain());
        }
    }

    private void send(FrameType type, Consumer<ByteBuf> head, ByteBuf data) {
        try {
            gate.update(SenderSession::sending);
        } catch (WireException failed) {
            data.release();
            throw failed;
        }
        write(packer.frame(type, head(head), data));
    }

    private void write(Frame frame) {
        int held = frame.heldBytes();
        try {
            gate.reserve(held);
        } catch (WireException failed) {
            frame.release();
            throw failed;
        }
        counters.countFrame(frame.wireBytes());
        channel.writeAndFlush(frame).addListener(written -> gate.release(held));
    }

    private ByteBuf head(Consumer<ByteBuf> content) {
        ByteBuf head = allocator.directBuffer();
        content.accept(head);
        return head;
    }
}
