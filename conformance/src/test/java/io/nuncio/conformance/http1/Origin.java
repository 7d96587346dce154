package io.nuncio.conformance.http1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands behind one proxy: it reads strictly, keeps what it saw, and answers each request with its target. */
final class Origin implements AutoCloseable {

    private static final int BACKLOG = 64;

    private final ServerSocket socket;
    private final List<SeenRequest> seen = new ArrayList<>();
    private String broken = "";

    Origin() throws IOException {
        socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Forgets what it saw. */
    synchronized void begin() {
        seen.clear();
        broken = "";
    }

    /** The framing of each request that it saw. */
    synchronized List<String> framings() {
        return seen.stream().map(SeenRequest::framing).toList();
    }

    /** What was wrong with the bytes that it got; empty if nothing was. */
    synchronized String broken() {
        return broken;
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
            StrictReader reader = new StrictReader(new BufferedInputStream(accepted.getInputStream()));
            OutputStream out = accepted.getOutputStream();
            for (SeenRequest next = head(reader); next != null; next = head(reader)) {
                if (next.waitsForContinue()) {
                    out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                }
                reader.body(next);
                answer(next, out);
            }
        } catch (StrictReader.BrokenException e) {
            noteBroken(String.valueOf(e.getMessage()));
        } catch (EOFException e) {
            // A request that never ended stays open in what was seen.
        } catch (IOException e) {
            // The proxy has gone.
        }
    }

    private @Nullable SeenRequest head(StrictReader reader) throws IOException {
        SeenRequest next = reader.head();
        if (next != null) {
            synchronized (this) {
                seen.add(next);
            }
        }
        return next;
    }

    private synchronized void noteBroken(String what) {
        broken = what;
    }

    private static void answer(SeenRequest request, OutputStream out) throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Target: " + request.target() + "\r\n\r\n";
        boolean bodiless = request.method().equals("HEAD");
        out.write((head + (bodiless ? "" : "ok")).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
