package io.nuncio.server.main;

import com.sun.net.httpserver.HttpServer;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ./nuncio demo}: the example {@code tcp-front.yaml} with two upstreams of its own, and what to try. The launcher has
 * made a folder with a copy of the example the working directory, so that its files can be changed.
 */
public final class Demo {

    private static final int FIRST_PORT = 10001;
    private static final int SECOND_PORT = 10002;

    private Demo() {}

    /** Serves until told to stop; further arguments are flags of the proxy. */
    public static void main(String... flags) throws IOException {
        PrintStream out = Main.stream(FileDescriptor.out);
        HttpServer first = upstream("first", FIRST_PORT);
        HttpServer second = upstream("second", SECOND_PORT);
        List<String> words =
                new ArrayList<>(List.of("-c", "tcp-front.yaml", "-l", "warning", "--file-flush-interval-msec", "100"));
        words.addAll(List.of(flags));
        int code = Main.run(proxy -> explain(out), words.toArray(String[]::new));
        first.stop(0);
        second.stop(0);
        System.exit(code);
    }

    private static void explain(PrintStream out) {
        out.printf("""

            Nuncio serves examples/tcp-front.yaml: a TCP listener on 127.0.0.1:10000 before one of two upstreams.
            In another terminal, from %1$s, try:

              curl http://127.0.0.1:10000/
                  through the proxy, to the first upstream

              curl -s 'http://127.0.0.1:9901/stats?filter=cluster.upstreams.upstream_cx_total'
                  how often that was done, from the admin

              cp tcp-front-clusters-b.yaml next && mv next tcp-front-clusters.yaml && sleep 0.2 && curl http://127.0.0.1:10000/
                  another cluster file takes the place of the one that is watched: the next connection goes to the second

              curl -s http://127.0.0.1:9901/clusters
                  where connections go now

            Ctrl-C ends it.

            """, System.getProperty("user.dir"));
    }

    private static HttpServer upstream(String name, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException("the demo's " + name + " upstream needs " + address + ": " + e.getMessage(), e);
        }
        byte[] answer = ("hello from the " + name + " upstream\n").getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }
}
