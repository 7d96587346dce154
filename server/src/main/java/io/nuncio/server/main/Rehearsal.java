package io.nuncio.server.main;

import com.sun.net.httpserver.HttpServer;
import io.nuncio.server.ConfigurationException;
import io.nuncio.server.Flag;
import io.nuncio.server.Nuncio;
import io.nuncio.server.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * Starts a proxy, sends some requests through it and ends: what the launcher runs once after a build, so that the JVM can keep
 * for later starts what it has learnt of the classes (an ahead-of-time cache).
 */
public final class Rehearsal {

    private static final int REQUESTS = 200;

    private Rehearsal() {}

    /** Takes no arguments. */
    public static void main(String... none) throws IOException, ConfigurationException, InterruptedException {
        Logs.start(Options.defaults());
        HttpServer upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        upstream.start();
        Options options = Options.defaults()
                .with(Flag.CONFIG_YAML, bootstrap(upstream.getAddress().getPort()))
                .with(Flag.CONCURRENCY, "1");
        try (Nuncio proxy = Nuncio.start(options, new ThisProcess())) {
            ThisProcess.listenForSignals(proxy);
            proxy.awaitLive();
            for (int i = 0; i < REQUESTS; i++) {
                get(proxy.port("front"), "/");
                get(proxy.port("front"), "/direct");
            }
            get(proxy.port("raw"), "/");
            int admin = proxy.adminPort().orElseThrow();
            for (String path : new String[] {"/ready", "/stats", "/stats/prometheus", "/server_info", "/clusters"}) {
                get(admin, path);
            }
        }
        upstream.stop(0);
        LoggerFactory.getLogger(Rehearsal.class).info("rehearsed");
        Logs.stop();
        System.exit(0);
    }

    private static String bootstrap(int upstream) {
        return """
            node: {id: rehearsal, cluster: rehearsal}
            admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
            static_resources:
              listeners:
              - name: front
                address: {socket_address: {address: 127.0.0.1, port_value: 0}}
                filter_chains:
                - filters:
                  - name: envoy.filters.network.http_connection_manager
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                      stat_prefix: front
                      http_filters:
                      - name: envoy.filters.http.router
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                      route_config:
                        virtual_hosts:
                        - name: all
                          domains: ["*"]
                          routes:
                          - match: {path: /direct}
                            direct_response: {status: 200, body: {inline_string: answer}}
                          - match: {prefix: /}
                            route: {cluster: up, timeout: 5s}
              - name: raw
                address: {socket_address: {address: 127.0.0.1, port_value: 0}}
                filter_chains:
                - filters:
                  - name: envoy.filters.network.tcp_proxy
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                      stat_prefix: raw
                      cluster: up
              clusters:
              - name: up
                connect_timeout: 1s
                load_assignment:
                  cluster_name: up
                  endpoints:
                  - lb_endpoints:
                    - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
            """.formatted(upstream);
    }

    private static void get(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: rehearsal\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }
}
