package io.nuncio.extensions.network.tcpproxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.nuncio.proxy.spi.ConnectionInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server that echoes, adds {@code [eof]} to a half close, and obeys three words: {@code quit} says bye and closes,
 * {@code rst} resets, {@code half} half-closes and keeps what comes after.
 */
final class Upstream implements AutoCloseable {

    private final ServerSocket server;
    private final BlockingQueue<String> rests = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> peers = new LinkedBlockingQueue<>();

    Upstream() throws IOException {
        server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** What came after {@code half}. */
    String rest() {
        return take(rests);
    }

    String lastPeer() {
        return take(peers);
    }

    private static String take(BlockingQueue<String> queue) {
        try {
            String taken = queue.poll(20, TimeUnit.SECONDS);
            return taken == null ? "nothing came" : taken;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                peers.add(ConnectionInfo.text(socket.getRemoteSocketAddress()));
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            byte[] buffer = new byte[64 * 1024];
            InputStream in = socket.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                String text = new String(buffer, 0, Math.min(read, 8), ISO_8859_1);
                if (text.startsWith("quit")) {
                    socket.getOutputStream().write("bye".getBytes(ISO_8859_1));
                    return;
                }
                if (text.startsWith("rst")) {
                    socket.setSoLinger(true, 0);
                    return;
                }
                socket.getOutputStream().write(buffer, 0, read);
                if (text.startsWith("half")) {
                    socket.shutdownOutput();
                    rests.add(new String(in.readAllBytes(), ISO_8859_1));
                    return;
                }
            }
            socket.getOutputStream().write("[eof]".getBytes(ISO_8859_1));
        } catch (IOException e) {
            // The proxy or the test has closed it: what it saw is what the test looks at.
            rests.add("failed: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
