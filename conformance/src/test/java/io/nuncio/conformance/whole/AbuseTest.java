package io.nuncio.conformance.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.server.Nuncio;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who takes and does not give ends by a limit or a time; who behaves is served all the while. */
@Timeout(120)
class AbuseTest {

    private static final int ABUSERS = 100;
    private static final int FLOOD = 400;
    private static final int BODY_BYTES = 100;
    private static final int LARGE_BYTES = 32 << 20;
    private static final int LIMIT_MS = 20_000;
    private static final String GET = "GET /small HTTP/1.1\r\nHost: a.test\r\n\r\n";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> abusers = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Semaphore cutOff = new Semaphore(0);
    private ServerSocket upstream;
    private @Nullable Nuncio proxy;

    @BeforeEach
    void listen() throws IOException {
        upstream = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        threads.submit(() -> {
            while (true) {
                Socket accepted = upstream.accept();
                threads.submit(() -> serve(accepted));
            }
        });
    }

    @AfterEach
    void end() throws Exception {
        over.set(true);
        for (Socket each : abusers) {
            each.close();
        }
        upstream.close();
        if (proxy != null) {
            proxy.close();
        }
        threads.shutdownNow();
    }

    @Test
    void slowHeadsEndByTheTimeForHeads() throws Exception {
        proxy = HttpProxy.start("", "request_headers_timeout: 1s", "timeout: 0s", upstream.getLocalPort());
        Future<Integer> behaved = behave();
        for (int i = 0; i < ABUSERS; i++) {
            abuse("GET / HTTP/1.1\r\nHost: a.te");
        }
        for (Socket each : abusers) {
            assertThat(toTheEnd(each)).startsWith("HTTP/1.1 408 ");
        }
        served(behaved);
    }

    @Test
    void slowBodiesEndByTheTimeForRequests() throws Exception {
        proxy = HttpProxy.start("", "request_timeout: 1s", "timeout: 0s", upstream.getLocalPort());
        Future<Integer> behaved = behave();
        for (int i = 0; i < ABUSERS; i++) {
            abuse("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + BODY_BYTES + "\r\n\r\nx");
        }
        for (Socket each : abusers) {
            assertThat(toTheEnd(each)).startsWith("HTTP/1.1 408 ");
        }
        served(behaved);
    }

    @Test
    void slowReadersEndByTheIdleTimeOfTheirStream() throws Exception {
        proxy = HttpProxy.start(
                "per_connection_buffer_limit_bytes: 65536",
                "stream_idle_timeout: 3s",
                "timeout: 0s",
                upstream.getLocalPort());
        Future<Integer> behaved = behave();
        for (int i = 0; i < ABUSERS / 5; i++) {
            abuse("GET /large HTTP/1.1\r\nHost: a.test\r\n\r\n");
        }
        assertThat(cutOff.tryAcquire(ABUSERS / 5, LIMIT_MS, TimeUnit.MILLISECONDS))
                .as("upstreams that were cut off")
                .isTrue();
        for (Socket each : abusers) {
            assertThat(toTheEnd(each).length())
                    .as("bytes of an answer that nobody read")
                    .isLessThan(LARGE_BYTES);
        }
        served(behaved);
    }

    @Test
    void aFloodOfConnectionsEndsAtTheLimitOfTheListener() throws Exception {
        proxy = HttpProxy.start("", "", "timeout: 0s", upstream.getLocalPort());
        Future<Integer> behaved = behave();
        for (int i = 0; i < FLOOD; i++) {
            abuse("");
        }
        // One of those that the limit lets in is the one that behaves.
        List<Future<String>> ends = abusers.stream()
                .map(each -> threads.submit(() -> toTheEnd(each)))
                .toList();
        int closed = 0;
        while (closed < FLOOD - HttpProxy.CONNECTIONS_MAX + 1) {
            closed = (int) ends.stream().filter(Future::isDone).count();
        }
        served(behaved);
        assertThat(ends.stream().filter(Future::isDone)).hasSize(FLOOD - HttpProxy.CONNECTIONS_MAX + 1);
    }

    private int port() {
        return Objects.requireNonNull(proxy).port("front");
    }

    private void abuse(String text) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
        socket.setSoTimeout(LIMIT_MS);
        abusers.add(socket);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A client that keeps one connection and asks until the others are over; answers how often it was served. */
    private Future<Integer> behave() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(LIMIT_MS);
        return threads.submit(() -> {
            int count = 0;
            try (socket) {
                while (!over.get()) {
                    socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
                    String head = head(socket.getInputStream());
                    if (!head.startsWith("HTTP/1.1 200 ")
                            || socket.getInputStream().readNBytes(2).length < 2) {
                        throw new IOException("answer " + head);
                    }
                    count++;
                }
            }
            return count;
        });
    }

    private void served(Future<Integer> behaved) throws Exception {
        over.set(true);
        assertThat(behaved.get(LIMIT_MS, TimeUnit.MILLISECONDS))
                .as("requests served meanwhile")
                .isGreaterThan(1);
    }

    private static String toTheEnd(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    /** Answers a small thing, or a large one; counts who went away in the middle. */
    private Object serve(Socket accepted) throws IOException {
        try (accepted) {
            for (String head = head(accepted.getInputStream());
                    !head.isEmpty();
                    head = head(accepted.getInputStream())) {
                if (head.startsWith("POST ") && accepted.getInputStream().readNBytes(BODY_BYTES).length < BODY_BYTES) {
                    break;
                }
                if (head.startsWith("GET /large ")) {
                    large(accepted);
                } else {
                    accepted.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                    .getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
        return accepted;
    }

    private void large(Socket accepted) throws IOException {
        try {
            accepted.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE_BYTES + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            accepted.getOutputStream().write(new byte[LARGE_BYTES]);
        } catch (SocketException e) {
            cutOff.release();
            throw e;
        }
    }
}
