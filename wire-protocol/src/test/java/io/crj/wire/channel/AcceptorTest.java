package io.crj.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.wire.WireLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AcceptorTest {

    private static final byte[] PREFACE = {'C', 'R', 'J', 1, 0, 1, 0, 1};

    private final AtomicInteger welcome = new AtomicInteger();
    private final EventLoops loops = EventLoops.start();
    private final Acceptor acceptor = new Acceptor(
            loops,
            new WireLimits(1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            kind -> {
                welcome.incrementAndGet();
                return List.of();
            });

    @AfterEach
    void close() {
        acceptor.close();
        loops.close();
    }

    @Test
    void shouldBearOnlySoManyWhoDoNotSayWhatTheyWant() throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            // Those who have said it count no more.
            for (int i = 0; i < 10; i++) {
                Socket known = connect(open);
                known.getOutputStream().write(PREFACE);
            }
            await().until(() -> welcome.get() == 10);
            for (int i = 0; i < Acceptor.MOST_STRANGERS; i++) {
                connect(open);
            }

            assertThat(connect(open).getInputStream().read()).isEqualTo(-1);

            for (Socket stranger : open) {
                stranger.close();
            }
            await().untilAsserted(() -> {
                connect(open).getOutputStream().write(PREFACE);
                assertThat(welcome.get()).isGreaterThan(10);
            });
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private Socket connect(List<Socket> open) throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.connect(acceptor.address());
        socket.setSoTimeout(10_000);
        return socket;
    }
}
