package io.crj.wire.tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/** Speaks TLS with anybody. */
final class RecklessClient {

    private RecklessClient() {}

    /** What the server says to {@code shown}, or to no certificate at all when that is null. */
    static String alertFrom(InetSocketAddress server, Credentials shown) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(shown == null ? null : keys(shown), new TrustManager[] {new BelievesAll()}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            socket.connect(server);
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            socket.getOutputStream().write(new byte[100]);
            return "let in: " + socket.getInputStream().read();
        } catch (SSLException refused) {
            return refused.getMessage();
        }
    }

    private static KeyManager[] keys(Credentials shown) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "own", shown.key(), new char[0], new X509Certificate[] {shown.certificate(), shown.authority()});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(store, new char[0]);
        return new KeyManager[] {new AnyIssuer((X509KeyManager) factory.getKeyManagers()[0])};
    }

    /** Shows its certificate whichever issuers the server asks for. */
    private record AnyIssuer(X509KeyManager keys) implements X509KeyManager {

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain("own");
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey("own");
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return "";
        }
    }

    private static final class BelievesAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
