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
 * {@code ./nuncio demo}: the example {@code front-proxy.yaml} with two upstreams of its own, and what to try. The launcher
 * has made a folder with a copy of the example the working directory.
 */
public final class Demo {

    private static final int FIRST_PORT = 10001;
    private static final int SECOND_PORT = 10002;

    private static final String WORDS = """

            Nuncio serves examples/front-proxy.yaml on 127.0.0.1:10000, before two upstreams. In another terminal, try:

              curl -i http://127.0.0.1:10000/first/hello
                  a route: to the first upstream, which is asked for /hello

              for i in 1 2 3 4 5 6 7 8; do curl -s http://127.0.0.1:10000/; done
                  a weighted split: three of four go to the first upstream

              curl -i http://127.0.0.1:10000/healthz
                  a direct response: no upstream is asked

              curl -i http://127.0.0.1:10000/old
                  a redirect

              curl -s 'http://127.0.0.1:9901/stats?usedonly&filter=upstream_rq'
                  how often what was done, from the admin; http://127.0.0.1:9901/ is the rest of it

            The access log comes here. Ctrl-C ends it.

            """;

    private Demo() {}

    /** Serves until told to stop; further arguments are flags of the proxy. */
    public static void main(String... flags) throws IOException {
        PrintStream out = Main.stream(FileDescriptor.out);
        HttpServer first = upstream("first", FIRST_PORT);
        HttpServer second = upstream("second", SECOND_PORT);
        List<String> words = new ArrayList<>(
                List.of("-c", "front-proxy.yaml", "-l", "warning", "--file-flush-interval-msec", "100"));
        words.addAll(List.of(flags));
        int code = Main.run(proxy -> out.print(WORDS), words.toArray(String[]::new));
        first.stop(0);
        second.stop(0);
        System.exit(code);
    }

    private static HttpServer upstream(String name, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException("the demo's " + name + " upstream needs " + address + ": " + e.getMessage(), e);
        }
        server.createContext("/", exchange -> {
            byte[] answer = (name + " upstream was asked for " + exchange.getRequestURI() + "\n")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }
}
