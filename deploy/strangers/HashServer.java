import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Executors;

/** Answers POST /hash with the hash of what was sent, and GET /stream with lines that count from 1. */
public final class HashServer {
    private HashServer() {}

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(args[0])), 0);
        server.createContext("/hash", HashServer::hash);
        server.createContext("/stream", HashServer::stream);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    private static void hash(HttpExchange exchange) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(exchange.getRequestBody().readAllBytes());
            byte[] answer = HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stream(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (long n = 1; ; n++) {
            out.write((n + "\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
