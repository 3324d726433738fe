package io.crj.wire.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.wire.Identity;
import io.crj.wire.WireException;
import io.crj.wire.WireLimits;
import io.crj.wire.channel.Destination;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.control.ControlPeer;
import io.crj.wire.control.ControlServer;
import io.crj.wire.control.ControlService;
import io.crj.wire.message.ToAgent;
import io.crj.wire.server.AgentServer;
import io.crj.wire.stream.FaultyLink.Fault;
import io.crj.wire.stream.ImageFrames.Space;
import io.crj.wire.stream.body.StreamHello;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StreamConnectionTest {

    private static final int PAGE = ImageFrames.PAGE_BYTES;
    private static final Space HEAP = new Space(Space.Kind.PROCESS, 4242);
    private static final Space SHARED = new Space(Space.Kind.SHARED, 7);
    private static final byte[] TICKET = new byte[32];
    private static final WireLimits QUICK =
            WireLimits.DEFAULT.withSilence(Duration.ofMillis(200), Duration.ofMillis(2500));

    private final EventLoops loops = EventLoops.start();
    private final StreamReceiver receiver = new StreamReceiver("m-1", TICKET, "", StreamLimits.DEFAULT);
    private final RecordedImage image = new RecordedImage();
    private final AgentServer server = new AgentServer(
            loops,
            QUICK,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new ControlServer(Identity.agent("test", "hostB"), new NoControl(), QUICK),
            new StreamServer(id -> id.equals("m-1") ? receiver : null, StreamLimits.DEFAULT));

    @AfterEach
    void close() {
        server.close();
        loops.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCarryAnImageUnchanged(boolean packed) throws Exception {
        CompletableFuture<Void> received = receive(image);
        ByteBuffer mixed = mixedPages(700, 11);
        byte[] bigFile = new byte[3 << 20];
        new Random(5).nextBytes(bigFile);

        try (StreamSender sender = connect(port(), packed ? Compression.FAST : Compression.NONE)) {
            sender.file("mm-4242.img", new byte[] {1, 2, 3});
            sender.pages(HEAP, 0x10000, mixed.duplicate());
            sender.pages(SHARED, 0, mixed.duplicate().limit(PAGE));
            sender.endOfRound(1);
            sender.zeroes(HEAP, 0x10000, 3);
            sender.file("empty.img", new byte[0]);
            sender.file("big.img", bigFile);
            sender.present(HEAP, new long[] {0x10000, 0x20000, 0x30000, 0x40000});
            sender.present(SHARED, new long[0]);
            sender.endOfImage();

            received.get(10, TimeUnit.SECONDS);
            assertThat(sender.counters().pages()).isEqualTo(700 + 1 + 3);
            assertThat(receiver.counters().pages()).isEqualTo(700 + 1 + 3);
            assertThat(receiver.counters().rawBytes())
                    .isEqualTo(sender.counters().rawBytes());
        }
        assertThat(image.calls)
                .containsExactly(
                        "file mm-4242.img",
                        "round 1",
                        "file empty.img",
                        "file big.img",
                        "present 4242",
                        "present 7",
                        "image");
        assertThat(image.files.get("big.img")).isEqualTo(bigFile);
        assertThat(image.present.get(HEAP)).containsExactly(0x10000, 0x20000, 0x30000, 0x40000);
        for (int i = 0; i < 700; i++) {
            byte[] expected = new byte[PAGE];
            if (i >= 3) {
                mixed.duplicate().position(i * PAGE).get(expected);
            }
            assertThat(image.page(HEAP, 0x10000 + (long) i * PAGE)).isEqualTo(expected);
        }
    }

    @Test
    void shouldPackWhatShrinksAndLeaveWhatDoesNot() throws Exception {
        CompletableFuture<Void> received = receive(image);
        try (StreamSender sender = connect(port(), Compression.FAST)) {
            sender.pages(HEAP, 0, filled(64 * PAGE, (byte) 'x'));
            sender.endOfRound(1);
            long dull = sender.counters().wireBytes();
            sender.pages(HEAP, 0, random(64 * PAGE, 3));
            sender.endOfImage();
            received.get(10, TimeUnit.SECONDS);

            assertThat(dull).isLessThan(2000);
            assertThat(sender.counters().wireBytes() - dull).isBetween(64L * PAGE, 64L * PAGE + 2000);
        }
    }

    @Test
    void shouldRefuseAWrongTicketAndStillTakeTheRightOne() throws Exception {
        CompletableFuture<Void> received = receive(image);
        assertThatThrownBy(() -> connect(port(), new StreamHello("m-1", new byte[31]), Compression.NONE))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("wrong ticket for migration m-1");
        assertThatThrownBy(() -> connect(port(), new StreamHello("m-2", TICKET), Compression.NONE))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("no migration m-2 is prepared here");
        try (StreamSender sender = connect(port(), Compression.NONE)) {
            assertThatThrownBy(() -> connect(port(), Compression.NONE))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("has its stream already");
            sender.endOfImage();
            received.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void shouldEndBothSidesWhenTheLinkIsSpoiledInTheMiddle(Fault fault) throws Exception {
        CompletableFuture<Void> received = receive(image);
        try (FaultyLink link = new FaultyLink(server.address(), fault, 3_000_000);
                StreamSender sender = connect(link.port(), Compression.NONE)) {
            assertThatThrownBy(() -> {
                        sender.pages(HEAP, 0, random(8 << 20, 9));
                        sender.endOfRound(1);
                    })
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining(
                            switch (fault) {
                                case FLIP_BIT -> "ended the stream: corrupt stream at frame";
                                case CUT -> "broke";
                                default -> "nothing was heard";
                            });
            assertThatThrownBy(() -> received.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(WireException.class);
        }
        assertThat(image.calls).isEmpty();
    }

    @Test
    void shouldTellTheSenderWhyTheTargetCouldNotApply() {
        CompletableFuture<Void> received = receive(new RecordedImage() {
            @Override
            public void endOfRound(int number) {
                throw new IllegalStateException("pid 4242 is taken");
            }
        });
        try (StreamSender sender = connect(port(), Compression.FAST)) {
            sender.pages(HEAP, 0, random(PAGE, 1));
            assertThatThrownBy(() -> sender.endOfRound(1))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("127.0.0.1:" + port())
                    .hasMessageContaining("pid 4242 is taken");
        }
        assertThatThrownBy(received::get).hasRootCauseMessage("pid 4242 is taken");
    }

    @Test
    void shouldTellTheReceiverWhyTheSourceEndedIt() {
        CompletableFuture<Void> received = receive(image);
        try (StreamSender sender = connect(port(), Compression.FAST)) {
            sender.fail("cancelled by the operator");
            assertThatThrownBy(received::get)
                    .hasRootCauseMessage("the source ended the stream: cancelled by the operator");
            assertThatThrownBy(() -> sender.endOfRound(1)).hasMessage("cancelled by the operator");
        }
    }

    @Test
    void shouldNotWelcomeAStreamThatWasGivenUpBefore() {
        receiver.fail("aborted");

        assertThatThrownBy(() -> connect(port(), Compression.NONE)).hasMessageContaining("aborted");
    }

    @Test
    void shouldHoldBackASenderThatIsFasterThanTheReceiver() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        AtomicLong applied = new AtomicLong();
        CompletableFuture<Void> received = receive(new RecordedImage() {
            @Override
            public void pages(Space space, long address, ByteBuffer pages) {
                awaitLatch(hold);
                applied.addAndGet(pages.remaining());
            }
        });
        long total = 256L << 20;
        try (StreamSender sender = connect(port(), Compression.NONE)) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                ByteBuffer chunk = random(1 << 20, 4);
                for (long at = 0; at < total; at += chunk.capacity()) {
                    sender.pages(HEAP, at, chunk.duplicate());
                }
                sender.endOfImage();
            });
            awaitStandstill(sender);
            assertThat(sender.counters().rawBytes()).isLessThan(64L << 20);

            hold.countDown();
            sent.get(30, TimeUnit.SECONDS);
            received.get(10, TimeUnit.SECONDS);
        }
        assertThat(applied.get()).isEqualTo(total);
    }

    /** Longer than the peers' limit of silence: heartbeats must keep a stream alive that waits. */
    private static void awaitStandstill(StreamSender sender) {
        await().during(Duration.ofMillis(3500))
                .atMost(Duration.ofSeconds(40))
                .until(new java.util.concurrent.Callable<>() {
                    private long before = -1;

                    @Override
                    public Boolean call() {
                        long now = sender.counters().rawBytes();
                        boolean still = now == before;
                        before = now;
                        return still;
                    }
                });
    }

    private CompletableFuture<Void> receive(ImageFrames target) {
        return CompletableFuture.runAsync(() -> receiver.receive(target));
    }

    private StreamSender connect(int port, Compression compression) {
        return connect(port, new StreamHello("m-1", TICKET), compression);
    }

    private StreamSender connect(int port, StreamHello hello, Compression compression) {
        return StreamSender.connect(
                loops,
                QUICK,
                StreamLimits.DEFAULT,
                Destination.of("127.0.0.1", port),
                Duration.ofSeconds(10),
                hello,
                compression);
    }

    private int port() {
        return server.address().getPort();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ByteBuffer random(int bytes, long seed) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return ByteBuffer.allocateDirect(bytes).put(content).flip();
    }

    private static ByteBuffer filled(int bytes, byte value) {
        byte[] content = new byte[bytes];
        java.util.Arrays.fill(content, value);
        return ByteBuffer.allocateDirect(bytes).put(content).flip();
    }

    /** Pages of zeroes, of noise, and of zeroes but for one byte. */
    private static ByteBuffer mixedPages(int count, long seed) {
        Random random = new Random(seed);
        ByteBuffer pages = ByteBuffer.allocateDirect(count * PAGE);
        for (int i = 0; i < count; i++) {
            byte[] page = new byte[PAGE];
            switch (random.nextInt(4)) {
                case 0 -> random.nextBytes(page);
                case 1 -> page[random.nextInt(PAGE)] = 1;
                default -> {}
            }
            pages.put(page);
        }
        return pages.flip();
    }

    private static final class NoControl implements ControlService {
        @Override
        public void request(ControlPeer peer, ToAgent request) {}

        @Override
        public void disconnected(ControlPeer peer, String why) {}
    }
}
