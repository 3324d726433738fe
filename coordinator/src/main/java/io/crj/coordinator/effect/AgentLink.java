package io.crj.coordinator.effect;

import io.crj.coordinator.migration.Side;
import io.crj.wire.Identity;
import io.crj.wire.VersionMismatchException;
import io.crj.wire.WireException;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.control.ControlClient;
import io.crj.wire.control.ControlListener;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.ToAgent;
import io.crj.wire.pki.CertifiedName;
import io.crj.wire.tls.UntrustedException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One agent: connects when first needed and again when the connection was lost, on a thread of its own.
 *
 * <p>Only {@link #inspect} and connecting are repeated here, because they touch nothing. Everything else is sent once;
 * whether it is worth saying again is the machine's to judge. A circuit breaker for each agent keeps one that does not answer from
 * being called over and over.
 */
final class AgentLink implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(150);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 4;

    /** One for each agent, whichever migration of this process asks it. */
    private static final CircuitBreakerRegistry BREAKERS = CircuitBreakerRegistry.of(caution());

    private final Side side;
    private final AgentAddress address;
    private final EventLoops loops;
    private final Identity self;
    private final ControlListener listener;
    private final ExecutorService thread;
    private final Retry retry;
    private final CircuitBreaker breaker;
    private ControlClient client;
    private volatile String certifiedName = "";

    AgentLink(Side side, AgentAddress address, EventLoops loops, Identity self, ControlListener listener) {
        this.side = side;
        this.address = address;
        this.loops = loops;
        this.self = self;
        this.listener = listener;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "crj-" + side.text());
            made.setDaemon(true);
            return made;
        });
        this.retry = Retry.of(address.toString(), patience());
        this.breaker = BREAKERS.circuitBreaker(address.toString());
    }

    Side side() {
        return side;
    }

    AgentAddress address() {
        return address;
    }

    /** The agent's name in the certificate that it showed last; empty where there is no TLS. */
    String certifiedName() {
        return certifiedName;
    }

    /** Sends a request that may be repeated freely, with a few attempts. */
    CompletableFuture<FromAgent> inspect(ToAgent request) {
        return CompletableFuture.supplyAsync(
                () -> retry.executeSupplier(() -> connected().send(request).join()), thread);
    }

    /** Sends a request once; only the connecting that may be needed first is repeated. */
    CompletableFuture<FromAgent> send(ToAgent request) {
        return CompletableFuture.supplyAsync(() -> retry.executeSupplier(this::connected), thread)
                .thenCompose(open -> open.send(request));
    }

    /** A sentence about a failed future of this link. */
    String explain(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof CallNotPermittedException) {
            return "the agent at " + address + " did not answer several times; it is left alone for a moment";
        }
        return cause.getMessage() == null ? address + ": " + cause : cause.getMessage();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        ControlClient open;
        synchronized (this) {
            open = client;
        }
        if (open != null) {
            open.close();
        }
    }

    private ControlClient connected() {
        synchronized (this) {
            if (client != null && client.isOpen()) {
                return client;
            }
        }
        ControlClient fresh = breaker.executeSupplier(this::connect);
        certifiedName = fresh.certifiedAgent().map(CertifiedName::host).orElse("");
        synchronized (this) {
            client = fresh;
        }
        return fresh;
    }

    private ControlClient connect() {
        try {
            address.resolve();
        } catch (UnknownHostException unknown) {
            throw new UnknownAgentException(
                    "no host is called " + address.host() + "; write its name into /etc/hosts or give an address",
                    unknown);
        }
        return ControlClient.connect(loops, address.host(), address.port(), CONNECT_TIMEOUT, self, listener);
    }

    private static RetryConfig patience() {
        return RetryConfig.custom()
                .maxAttempts(ATTEMPTS)
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE, 2.0, 0.5, LONGEST_PAUSE))
                .retryOnException(AgentLink::worthRepeating)
                .build();
    }

    private static CircuitBreakerConfig caution() {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(5)
                .minimumNumberOfCalls(5)
                .waitDurationInOpenState(Duration.ofSeconds(2))
                .permittedNumberOfCallsInHalfOpenState(1)
                .build();
    }

    private static boolean worthRepeating(Throwable failure) {
        Throwable cause = unwrap(failure);
        return cause instanceof WireException
                && !(cause instanceof VersionMismatchException)
                && !(cause instanceof UntrustedException)
                && !(cause instanceof UnknownAgentException);
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Trying again does not make a name known. */
    private static final class UnknownAgentException extends WireException {

        private static final long serialVersionUID = 1L;

        UnknownAgentException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
