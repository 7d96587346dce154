package io.nuncio.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The proxies of the HTTP scenarios, one worker each, in front of one upstream. Envoy and Nuncio get the same file, but for
 * the port: a connection manager with Envoy's defaults and the router.
 */
final class HttpContenders {

    private final Workshop workshop;
    private final String cores;
    private final int upstream;
    private final List<Contender> started = new ArrayList<>();

    HttpContenders(Workshop workshop, String cores, int upstream) {
        this.workshop = workshop;
        this.cores = cores;
        this.upstream = upstream;
    }

    /** Starts an nginx that answers {@code body} bytes. */
    static int upstream(Workshop workshop, Path nginx, String cores, int body)
            throws IOException, InterruptedException {
        int port = Workshop.freePort();
        Path config = workshop.write("upstream.conf", """
                daemon off;
                worker_processes 1;
                pid %1$s/upstream.pid;
                error_log %1$s/upstream.err;
                events { worker_connections 20000; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  server { listen 127.0.0.1:%2$d backlog=4096; location / { return 200 "%3$s"; } }
                }
                """.formatted(workshop.folder(), port, "x".repeat(body)));
        workshop.start("upstream", cores, port, List.of(nginx.toString(), "-c", config.toString()));
        return port;
    }

    /** All that are there; nginx, to which the others are compared, first. */
    List<Contender> start() throws IOException, InterruptedException {
        nginx(workshop.peer("nginx").orElseThrow());
        Optional<Path> haproxy = workshop.peer("haproxy");
        if (haproxy.isPresent()) {
            haproxy(haproxy.get());
        } else {
            workshop.say("skipped: haproxy is missing (./nuncio peers)");
        }
        Optional<Path> envoy = workshop.peer("envoy");
        if (envoy.isPresent()) {
            byBootstrap("envoy", envoy.get().toString(), "--disable-hot-restart");
        } else {
            workshop.say("skipped: envoy is missing (./nuncio peers)");
        }
        byBootstrap("nuncio", workshop.root().resolve("nuncio").toString());
        return started;
    }

    private void nginx(Path program) throws IOException, InterruptedException {
        int port = Workshop.freePort();
        Path config = workshop.write("nginx.conf", """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx.err;
                events { worker_connections 20000; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  keepalive_timeout 1h;
                  upstream up { server 127.0.0.1:%3$d; keepalive 1024; keepalive_requests 1000000000; }
                  server {
                    listen 127.0.0.1:%2$d backlog=4096;
                    location / {
                      proxy_pass http://up;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                    }
                  }
                }
                """.formatted(workshop.folder(), port, upstream));
        enter("nginx", port, List.of(program.toString(), "-c", config.toString()));
    }

    private void haproxy(Path program) throws IOException, InterruptedException {
        int port = Workshop.freePort();
        Path config = workshop.write("haproxy.cfg", """
                global
                  nbthread 1
                  maxconn 20000
                  no strict-limits
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 1h
                  timeout server 1h
                  http-reuse always
                listen front
                  bind 127.0.0.1:%d backlog 4096
                  server up 127.0.0.1:%d
                """.formatted(port, upstream));
        enter("haproxy", port, List.of(program.toString(), "-f", config.toString(), "-db"));
    }

    private void byBootstrap(String name, String program, String... more) throws IOException, InterruptedException {
        int port = Workshop.freePort();
        Path config = bootstrap(name, port);
        List<String> command =
                new ArrayList<>(List.of(program, "-c", config.toString(), "--concurrency", "1", "-l", "error"));
        command.addAll(List.of(more));
        enter(name, port, command);
    }

    private void enter(String name, int port, List<String> command) throws IOException, InterruptedException {
        started.add(new Contender(name, port, workshop.start(name, cores, port, command)));
    }

    private Path bootstrap(String name, int port) throws IOException {
        return workshop.write(name + ".yaml", """
                static_resources:
                  listeners:
                  - name: front
                    address: { socket_address: { address: 127.0.0.1, port_value: %d } }
                    tcp_backlog_size: 4096
                    filter_chains:
                    - filters:
                      - name: envoy.filters.network.http_connection_manager
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: front
                          route_config:
                            virtual_hosts:
                            - name: all
                              domains: ["*"]
                              routes: [ { match: { prefix: "/" }, route: { cluster: up } } ]
                          http_filters:
                          - name: envoy.filters.http.router
                            typed_config:
                              "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                  clusters:
                  - name: up
                    connect_timeout: 5s
                    circuit_breakers: { thresholds: [ { max_connections: 100000, max_pending_requests: 100000, max_requests: 100000 } ] }
                    load_assignment:
                      cluster_name: up
                      endpoints:
                      - lb_endpoints:
                        - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: %d } } }
                """.formatted(port, upstream));
    }
}
