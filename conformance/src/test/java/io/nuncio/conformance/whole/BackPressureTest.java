package io.nuncio.conformance.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.server.Nuncio;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 1 GiB through limits of 64 KiB, up and down, while the receiver stops reading again and again: at no time is more on
 * its way than what the sockets' own buffers and the limits hold, and every byte comes through.
 */
@Timeout(120)
class BackPressureTest {

    private static final long TOTAL = 1L << 30;
    private static final int PIECE = 64 * 1024;
    private static final int STALLS = 4;
    /** For the limits of the proxy, and for the sockets of this test, whose buffers are small. */
    private static final long OURS = 4L << 20;

    private static final int SOCKET_BYTES = 128 * 1024;
    private static final long POLL_MS = 20;
    /** A sender that has not moved for so long waits. */
    private static final int STILL_POLLS = 10;

    private final AtomicLong sent = new AtomicLong();
    private long received;
    private long onTheWayMost;

    @Test
    void aSlowDownstreamStopsTheUpstream() throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool();
                ServerSocket upstream = listen();
                Nuncio proxy = proxy(upstream);
                Socket client = connect(proxy)) {
            Future<?> sender = threads.submit(() -> {
                try (Socket accepted = upstream.accept()) {
                    head(accepted.getInputStream());
                    write(accepted, "HTTP/1.1 200 OK\r\nContent-Length: " + TOTAL + "\r\n\r\n");
                    send(accepted.getOutputStream());
                }
                return null;
            });
            write(client, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 200");
            receive(client.getInputStream());
            sender.get(10, TimeUnit.SECONDS);
        }
        check();
    }

    @Test
    void aSlowUpstreamStopsTheDownstream() throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool();
                ServerSocket upstream = listen();
                Nuncio proxy = proxy(upstream);
                Socket client = connect(proxy)) {
            Future<?> receiver = threads.submit(() -> {
                try (Socket accepted = upstream.accept()) {
                    head(accepted.getInputStream());
                    receive(accepted.getInputStream());
                    write(accepted, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    head(accepted.getInputStream());
                }
                return null;
            });
            write(client, "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + TOTAL + "\r\n\r\n");
            send(client.getOutputStream());
            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 200");
            client.close();
            receiver.cancel(true);
        }
        check();
    }

    private void check() throws IOException {
        assertThat(received).isEqualTo(TOTAL);
        assertThat(onTheWayMost).as("bytes on their way").isBetween(1L, kernelsMost() + OURS);
    }

    /** What the kernel may hold for a socket that is read slowly and one that is written, whose buffers it sizes itself. */
    private static long kernelsMost() throws IOException {
        long most = 0;
        for (String name : List.of("tcp_rmem", "tcp_wmem")) {
            String[] sizes = Files.readAllLines(Path.of("/proc/sys/net/ipv4", name))
                    .get(0)
                    .split("\\s+");
            most += Long.parseLong(sizes[sizes.length - 1]);
        }
        return most;
    }

    private static Nuncio proxy(ServerSocket upstream) throws Exception {
        return HttpProxy.start("per_connection_buffer_limit_bytes: 65536", "", "timeout: 0s", upstream.getLocalPort());
    }

    private static ServerSocket listen() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReceiveBufferSize(SOCKET_BYTES);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    private static Socket connect(Nuncio proxy) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SOCKET_BYTES);
        socket.setSendBufferSize(SOCKET_BYTES);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port("front")));
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
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

    /** The byte at a place says which place it is, near enough. */
    private void send(OutputStream out) throws IOException {
        byte[] piece = new byte[PIECE];
        while (sent.get() < TOTAL) {
            Arrays.fill(piece, mark(sent.get()));
            out.write(piece);
            sent.addAndGet(PIECE);
        }
    }

    private static byte mark(long place) {
        return (byte) (place / PIECE * 31);
    }

    private void receive(InputStream in) throws IOException, InterruptedException {
        byte[] piece = new byte[PIECE];
        while (received < TOTAL) {
            if (received % (TOTAL / STALLS) == 0) {
                awaitStillSender();
                onTheWayMost = Math.max(onTheWayMost, sent.get() - received);
            }
            int count = in.readNBytes(piece, 0, PIECE);
            if (count != PIECE || piece[0] != mark(received) || piece[PIECE - 1] != mark(received)) {
                throw new IOException("other bytes at " + received);
            }
            received += count;
        }
    }

    private void awaitStillSender() throws InterruptedException {
        long last = -1;
        int still = 0;
        while (still < STILL_POLLS) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            long now = sent.get();
            still = now == last && now > received ? still + 1 : 0;
            last = now;
        }
    }
}
