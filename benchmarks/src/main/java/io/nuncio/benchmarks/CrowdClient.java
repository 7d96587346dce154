package io.nuncio.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A program of its own, so that it can be kept on other cores: opens many connections at once, sends a request on each
 * and measures the time from the start to the whole answer. Prints {@code crowd_us P50 P99 MAX}, then keeps the connections
 * until its input ends.
 */
public final class CrowdClient {

    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER_BYTES = 16_384;
    private static final long LIMIT_NS = 60_000_000_000L;
    private static final int WITHOUT_LIMIT = Integer.MAX_VALUE;
    private static final int PERCENT = 100;
    private static final int WARM_UP = 1000;
    private static final int WARM_UP_AT_ONCE = 20;

    private final int port;
    private final int count;
    private final int openAtOnce;
    private final long[] doneNs;
    private final SocketChannel[] channels;
    private final int[] left;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private int opened;
    private int answered;

    private CrowdClient(int port, int count, int openAtOnce) {
        this.port = port;
        this.count = count;
        this.openAtOnce = openAtOnce;
        this.doneNs = new long[count];
        this.channels = new SocketChannel[count];
        this.left = new int[count];
    }

    /** The arguments are the port, how many connections, how many of them without an answer at a time (0: all). */
    public static void main(String... arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int atOnce = Integer.parseInt(arguments[2]);
        // Else the time would be this program's own: it is slow until it has been compiled.
        CrowdClient warm = new CrowdClient(port, WARM_UP, WARM_UP_AT_ONCE);
        warm.run();
        warm.close();
        CrowdClient client =
                new CrowdClient(port, Integer.parseInt(arguments[1]), atOnce == 0 ? WITHOUT_LIMIT : atOnce);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        long[] times = client.run();
        Arrays.sort(times);
        int p99 = Math.min(times.length - 1, times.length * (PERCENT - 1) / PERCENT);
        out.printf(
                "crowd_us %d %d %d%n",
                times[times.length / 2] / 1000, times[p99] / 1000, times[times.length - 1] / 1000);
        while (new java.io.FileInputStream(FileDescriptor.in).read() >= 0) {
            // The connections stay until whoever started this says so.
        }
        client.close();
    }

    private void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }

    private long[] run() throws IOException {
        try (Selector selector = Selector.open()) {
            long start = System.nanoTime();
            while (answered < count) {
                while (opened < count && opened - answered < openAtOnce) {
                    open(selector, opened++);
                }
                selector.select(key -> ready(key, start), 1000);
                if (System.nanoTime() - start > LIMIT_NS) {
                    throw new IOException(answered + " of " + count + " connections were answered");
                }
            }
            return doneNs;
        }
    }

    private void open(Selector selector, int number) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // Closed by a reset: so many ports in TIME_WAIT would be missing in the next round.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channels[number] = channel;
        left[number] = -1;
        boolean connected = channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, number);
        if (connected) {
            channel.write(ByteBuffer.wrap(REQUEST));
        }
    }

    private void ready(SelectionKey key, long start) {
        int number = (Integer) key.attachment();
        try {
            if (key.isConnectable() && channels[number].finishConnect()) {
                key.interestOps(SelectionKey.OP_READ);
                channels[number].write(ByteBuffer.wrap(REQUEST));
            } else if (key.isReadable()) {
                read(number, start);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void read(int number, long start) throws IOException {
        buffer.clear();
        int read = channels[number].read(buffer);
        if (read < 0) {
            throw new IOException("closed");
        }
        if (left[number] < 0) {
            String text = StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
            int head = text.indexOf("\r\n\r\n") + 4;
            int length = text.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
            if (!text.startsWith("HTTP/1.1 200") || head < 4 || length < 0) {
                throw new IOException("answer " + text);
            }
            int from = length + "content-length: ".length();
            left[number] = Integer.parseInt(text.substring(from, text.indexOf('\r', from))) - (read - head);
        } else {
            left[number] -= read;
        }
        if (left[number] <= 0 && doneNs[number] == 0) {
            doneNs[number] = System.nanoTime() - start;
            answered++;
        }
    }
}
