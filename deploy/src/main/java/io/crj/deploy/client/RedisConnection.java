package io.crj.deploy.client;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One TCP connection to a redis server, with just as much of its protocol (RESP 2) as the checks need.
 *
 * <p>Commands are buffered until {@link #flush()}; answers are read in the order of the commands.
 */
final class RedisConnection implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAX_BULK_BYTES = 1024 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    RedisConnection(String host, int port) throws IOException {
        socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
    }

    void send(String... words) throws IOException {
        StringBuilder command = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            command.append('$').append(word.length()).append("\r\n");
            command.append(word).append("\r\n");
        }
        out.write(command.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    void flush() throws IOException {
        out.flush();
    }

    /**
     * Reads one answer: the text of a simple string or a bulk string, the digits of an integer, null for no value.
     *
     * @throws ProtocolException on an error answer and on anything that is not RESP.
     */
    String receive() throws IOException {
        String line = readLine();
        if (line.isEmpty()) {
            throw new ProtocolException("empty line instead of an answer");
        }
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+', ':' -> rest;
            case '$' -> readBulk(Integer.parseInt(rest));
            default -> throw new ProtocolException("unexpected answer: " + line);
        };
    }

    private String readBulk(int lengthBytes) throws IOException {
        if (lengthBytes == -1) {
            return null;
        }
        if (lengthBytes < 0 || lengthBytes > MAX_BULK_BYTES) {
            throw new ProtocolException("unexpected length of an answer: " + lengthBytes);
        }
        byte[] value = in.readNBytes(lengthBytes);
        String end = readLine();
        if (value.length < lengthBytes || !end.isEmpty()) {
            throw new ProtocolException("an answer of " + lengthBytes + " bytes does not end where it should");
        }
        return new String(value, StandardCharsets.ISO_8859_1);
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (next == '\n') {
                break;
            }
            line.append((char) next);
        }
        int last = line.length() - 1;
        if (last < 0 || line.charAt(last) != '\r') {
            throw new ProtocolException("a line without CR: " + line);
        }
        line.setLength(last);
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
