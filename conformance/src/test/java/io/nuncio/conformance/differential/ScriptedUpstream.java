package io.nuncio.conformance.differential;

import io.nuncio.conformance.differential.Wire.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream that does what the field {@code x-script} of a request says, and keeps what it received.
 *
 * <pre>
 *   (none)       200 with a length            status=503   such a status
 *   chunked      a chunked body               trailers     and trailers
 *   close        a body until the end         interim      103, then 200
 *   fields       repeated and odd fields      head=304     a head without a body
 *   slow         an answer after a second     reset        the end of the connection
 *   fail=2       503 twice, then 200          large        100,000 bytes
 * </pre>
 */
final class ScriptedUpstream implements AutoCloseable {

    private static final int BACKLOG = 64;
    private static final int LARGE_BYTES = 100_000;
    private static final long SLOW_MS = 1_000;

    private final ServerSocket socket;
    private final List<Message> received = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    ScriptedUpstream() throws IOException {
        socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** What was received since the last call. */
    List<Message> received() {
        synchronized (received) {
            List<Message> all = List.copyOf(received);
            received.clear();
            failures.set(0);
            return all;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket accepted = socket.accept();
                accepted.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(accepted));
            }
        } catch (IOException closed) {
            // That is how it ends.
        }
    }

    private void serve(Socket accepted) {
        try (accepted) {
            Wire wire = new Wire(accepted.getInputStream());
            for (Message request = wire.request(); request != null; request = wire.request()) {
                synchronized (received) {
                    received.add(request);
                }
                String answer = answer(request);
                if (answer.isEmpty()) {
                    return;
                }
                accepted.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                if (request.field("x-script").equals("close")) {
                    return;
                }
            }
        } catch (IOException e) {
            // The proxy has gone, or sent what cannot be read: the client's side shows it.
        }
    }

    private String answer(Message request) {
        String[] script = request.field("x-script").split("=", 2);
        String more = script.length > 1 ? script[1] : "";
        String body = "upstream got " + request.first() + "\n";
        boolean head = request.first().startsWith("HEAD ");
        return switch (script[0]) {
            case "status" -> fixed(more + " Some Reason", "", body, head);
            case "chunked" -> chunked(body, "");
            case "trailers" -> chunked(body, "x-trailer: one\r\n");
            case "close" -> "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n" + body;
            case "interim" -> "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" + fixed("200 OK", "", body, head);
            case "fields" ->
                fixed(
                        "200 OK",
                        "Set-Cookie: a=1\r\nset-cookie: b=2\r\nX-MiXed:   padded  \r\nserver: own\r\n",
                        body,
                        head);
            case "head" -> "HTTP/1.1 " + more + " Without Body\r\netag: \"x\"\r\n\r\n";
            case "slow" -> slow(body);
            case "reset" -> "";
            case "fail" ->
                failures.incrementAndGet() <= Integer.parseInt(more)
                        ? fixed("503 Not Now", "", body, head)
                        : fixed("200 OK", "", body, head);
            case "large" -> fixed("200 OK", "", "x".repeat(LARGE_BYTES), head);
            default -> fixed("200 OK", "", body, head);
        };
    }

    private static String slow(String body) {
        try {
            TimeUnit.MILLISECONDS.sleep(SLOW_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return fixed("200 OK", "", body, false);
    }

    private static String fixed(String status, String fields, String body, boolean head) {
        return "HTTP/1.1 " + status + "\r\ncontent-type: text/plain\r\n" + fields + "content-length: " + body.length()
                + "\r\n\r\n" + (head ? "" : body);
    }

    private static String chunked(String body, String trailers) {
        return "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n"
                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n" + trailers + "\r\n";
    }
}
