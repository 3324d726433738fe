package io.crj.wire.tls;

import io.crj.wire.WireException;
import io.crj.wire.pki.CertifiedName;
import io.crj.wire.pki.HostRole;
import io.crj.wire.pki.PkiAdvice;
import io.crj.wire.pki.PkiFolder;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How connections of a process are secured: with certificates every one is mutual TLS 1.3, also on loopback, where
 * everybody on the host could connect; without certificates there is only loopback, and no TLS.
 *
 * <p>A certificate that is renewed on disk is used from the next connection on. Safe for use by many threads.
 */
public final class Trust {

    /** Without certificates. */
    public static final Trust NONE = new Trust(null, null, null);

    private static final Logger LOG = LoggerFactory.getLogger(Trust.class);

    private final PkiFolder folder;
    private final HostRole role;
    private final SslProvider provider;
    private Credentials credentials;
    private TlsContexts contexts;
    private List<FileTime> read = List.of();

    private Trust(PkiFolder folder, HostRole role, SslProvider provider) {
        this.folder = folder;
        this.role = role;
        this.provider = provider;
    }

    /** With the certificates in {@code folder}, which must be those of {@code role}. */
    public static Trust of(PkiFolder folder, HostRole role) {
        return of(folder, role, TlsContexts.bestProvider());
    }

    static Trust of(PkiFolder folder, HostRole role, SslProvider provider) {
        Trust trust = new Trust(folder, role, provider);
        trust.load(trust.times());
        return trust;
    }

    /** With the certificates in {@code given}; when that is null, with those in the default folder, if there are any. */
    public static Trust in(Path given, HostRole role) {
        if (given != null) {
            return of(new PkiFolder(given), role);
        }
        PkiFolder usual = new PkiFolder(Path.of(PkiFolder.DEFAULT));
        return Files.exists(usual.hostCertificate()) || Files.exists(usual.hostKey()) ? of(usual, role) : NONE;
    }

    public boolean isSecured() {
        return folder != null;
    }

    /** Ours; empty without certificates. */
    public synchronized Optional<CertifiedName> name() {
        return Optional.ofNullable(credentials).map(Credentials::name);
    }

    /** A sentence when others will not believe us, now or soon. */
    public synchronized Optional<String> concern() {
        return Optional.ofNullable(credentials).flatMap(ours -> ours.concern(Instant.now()));
    }

    /** For a log. */
    public synchronized String describe() {
        return credentials == null
                ? "no TLS: loopback only, where every user of this host may use it"
                : "TLS as " + credentials
                        + (provider == SslProvider.JDK ? " by the JDK" : " by " + OpenSsl.versionString());
    }

    /** Ends a sentence about an agent that did not answer: without certificates, that may be why. */
    public String hint() {
        return isSecured() ? "" : "; if that agent has certificates, name yours with --pki DIR";
    }

    /** Refuses to listen where a stranger could connect, when there are no certificates. */
    public void checkListening(InetSocketAddress address) {
        if (!isSecured()
                && !(address.getAddress() != null && address.getAddress().isLoopbackAddress())) {
            throw new UntrustedException("without certificates this listens on loopback only (--listen 127.0.0.1:"
                    + address.getPort() + "), not on " + address.getHostString() + ": " + PkiAdvice.MAKE);
        }
    }

    /** Refuses to connect to another host, when there are no certificates. */
    public void checkConnecting(InetSocketAddress address) {
        if (!isSecured()
                && address.getAddress() != null
                && !address.getAddress().isLoopbackAddress()) {
            throw new UntrustedException("without certificates there are no connections to other hosts such as "
                    + address.getHostString() + ": " + PkiAdvice.MAKE);
        }
    }

    /** For a connection that was accepted; only when {@link #isSecured}. */
    public SslHandler accepting(ByteBufAllocator allocator, long handshakeNanos) {
        return limited(current().accepting().newHandler(allocator), handshakeNanos);
    }

    /** For a connection that we open; only when {@link #isSecured}. */
    public SslHandler opening(ByteBufAllocator allocator, long handshakeNanos) {
        return limited(current().opening().newHandler(allocator), handshakeNanos);
    }

    private static SslHandler limited(SslHandler handler, long handshakeNanos) {
        handler.setHandshakeTimeout(handshakeNanos, TimeUnit.NANOSECONDS);
        return handler;
    }

    private synchronized TlsContexts current() {
        List<FileTime> now = times();
        if (!now.equals(read)) {
            try {
                load(now);
                LOG.info("certificates were read anew: {}", credentials);
            } catch (WireException halfWritten) {
                LOG.warn("changed certificates are not used: {}", halfWritten.getMessage());
            }
        }
        return contexts;
    }

    private synchronized void load(List<FileTime> times) {
        Credentials fresh = Credentials.read(folder, role);
        contexts = TlsContexts.of(fresh, provider);
        credentials = fresh;
        read = times;
    }

    private List<FileTime> times() {
        try {
            return List.of(
                    Files.getLastModifiedTime(folder.caCertificate()),
                    Files.getLastModifiedTime(folder.hostCertificate()),
                    Files.getLastModifiedTime(folder.hostKey()));
        } catch (IOException missing) {
            return read;
        }
    }
}
