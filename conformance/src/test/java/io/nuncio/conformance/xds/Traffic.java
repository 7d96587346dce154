package io.nuncio.conformance.xds;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Upstreams that answer with their own address, and whoever asks them through the proxy. */
final class Traffic implements AutoCloseable {

    private static final int READ_TIMEOUT_MS = 5_000;

    private final List<HttpServer> upstreams = new ArrayList<>();

    /** So many upstreams. */
    Traffic(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            HttpServer upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] name = name(upstream).getBytes(StandardCharsets.UTF_8);
            upstream.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, name.length);
                exchange.getResponseBody().write(name);
                exchange.close();
            });
            upstream.start();
            upstreams.add(upstream);
        }
    }

    private static String name(HttpServer upstream) {
        return "127.0.0.1:" + upstream.getAddress().getPort();
    }

    /** The addresses of the upstreams, with commas between them. */
    String addresses() {
        return upstreams.stream().map(Traffic::name).collect(Collectors.joining(","));
    }

    /** So many ports that are free now, with commas between them: the proxy will be told to listen there. */
    static String freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return sockets.stream().map(socket -> "" + socket.getLocalPort()).collect(Collectors.joining(","));
    }

    /** Who answers at these ports now. */
    static Map<Integer, String> answers(Iterable<Integer> ports) {
        Map<Integer, String> answers = new TreeMap<>();
        ports.forEach(port -> answers.put(port, answer(port)));
        return answers;
    }

    /** Which upstream answers behind a port; a minus if nobody listens there. */
    static String answer(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            String response = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int end = response.indexOf("\r\n\r\n");
            return end < 0 ? "no answer: " + response : response.substring(end + 4);
        } catch (ConnectException e) {
            return "-";
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        upstreams.forEach(upstream -> upstream.stop(0));
    }
}
