package io.nuncio.conformance.http1;

import io.nuncio.conformance.peers.Programs;
import io.nuncio.conformance.peers.RunningProgram;
import io.nuncio.server.Flag;
import io.nuncio.server.Nuncio;
import io.nuncio.server.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nuncio and what there is of nginx, HAProxy and Envoy, each with some lanes: a listener and an upstream of its own, so
 * that messages can go through side by side.
 */
final class Proxies implements AutoCloseable {

    static final String NUNCIO = "nuncio";
    static final String NGINX = "nginx";
    static final String HAPROXY = "haproxy";
    static final String ENVOY = "envoy";

    private final Path folder;
    private final int lanes;
    private final Map<String, List<Exchange>> exchanges = new LinkedHashMap<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    private Proxies(Path folder, int lanes) {
        this.folder = folder;
        this.lanes = lanes;
    }

    static Proxies start(Path folder, int lanes) throws Exception {
        Proxies proxies = new Proxies(folder, lanes);
        try {
            proxies.nuncio();
            proxies.peer(NGINX, proxies::nginx);
            proxies.peer(HAPROXY, proxies::haproxy);
            proxies.peer(ENVOY, proxies::envoy);
        } catch (IOException e) {
            proxies.close();
            throw e;
        }
        return proxies;
    }

    /** By name; Nuncio first. */
    Map<String, List<Exchange>> exchanges() {
        return exchanges;
    }

    /** The peers that are not on this machine. */
    List<String> missing() {
        return missing;
    }

    private interface Start {
        List<String> command(Path program, List<Integer> ports, List<Origin> origins) throws IOException;
    }

    private void peer(String name, Start start) throws IOException, InterruptedException {
        Optional<Path> program = Programs.find(name);
        if (program.isEmpty()) {
            missing.add(name);
            return;
        }
        List<Origin> origins = origins();
        List<Integer> ports = RunningProgram.freePorts(lanes);
        opened.add(RunningProgram.start(
                folder.resolve(name + ".log"), ports, start.command(program.get(), ports, origins)));
        exchanges.put(name, lanes(ports, origins));
    }

    private void nuncio() throws Exception {
        List<Origin> origins = origins();
        List<Integer> any = IntStream.range(0, lanes).mapToObj(lane -> 0).toList();
        Nuncio proxy = Nuncio.start(
                Options.defaults().with(Flag.CONCURRENCY, "1").with(Flag.CONFIG_YAML, bootstrap(any, origins)));
        opened.add(proxy);
        proxy.awaitLive();
        List<Integer> ports = IntStream.range(0, lanes)
                .mapToObj(lane -> proxy.port("lane" + lane))
                .toList();
        exchanges.put(NUNCIO, lanes(ports, origins));
    }

    private List<Origin> origins() throws IOException {
        List<Origin> origins = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            Origin origin = new Origin();
            opened.add(origin);
            origins.add(origin);
        }
        return origins;
    }

    private List<Exchange> lanes(List<Integer> ports, List<Origin> origins) {
        return IntStream.range(0, lanes)
                .mapToObj(lane -> new Exchange(ports.get(lane), origins.get(lane)))
                .toList();
    }

    private String each(List<Integer> ports, List<Origin> origins, String lane) {
        return IntStream.range(0, lanes)
                .mapToObj(i -> lane.replace("#LANE#", Integer.toString(i))
                        .replace("#PORT#", ports.get(i).toString())
                        .replace("#ORIGIN#", Integer.toString(origins.get(i).port())))
                .collect(Collectors.joining());
    }

    private List<String> nginx(Path program, List<Integer> ports, List<Origin> origins) throws IOException {
        String servers = each(ports, origins, """
                  upstream up#LANE# { server 127.0.0.1:#ORIGIN#; keepalive 4; }
                  server {
                    listen 127.0.0.1:#PORT#;
                    location / {
                      proxy_pass http://up#LANE#;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_request_buffering off;
                      proxy_next_upstream off;
                    }
                  }
                """);
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid #DIR#/nginx.pid;
                error_log #DIR#/nginx.err;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  client_body_temp_path #DIR#;
                  proxy_temp_path #DIR#;
                  fastcgi_temp_path #DIR#;
                  uwsgi_temp_path #DIR#;
                  scgi_temp_path #DIR#;
                #SERVERS#}
                """.replace("#DIR#", folder.toString())
                .replace("#SERVERS#", servers));
        return List.of(program.toString(), "-c", config.toString());
    }

    private List<String> haproxy(Path program, List<Integer> ports, List<Origin> origins) throws IOException {
        Path config = Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                  nbthread 1
                  maxconn 4096
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 1m
                  timeout server 1m
                """ + each(ports, origins, """
                listen lane#LANE#
                  bind 127.0.0.1:#PORT#
                  server up 127.0.0.1:#ORIGIN#
                """));
        return List.of(program.toString(), "-f", config.toString(), "-db");
    }

    private List<String> envoy(Path program, List<Integer> ports, List<Origin> origins) throws IOException {
        Path config = Files.writeString(folder.resolve("envoy.yaml"), bootstrap(ports, origins));
        return List.of(
                program.toString(),
                "-c",
                config.toString(),
                "--concurrency",
                "1",
                "--disable-hot-restart",
                "-l",
                "error");
    }

    /** The same for Envoy and for Nuncio. */
    private String bootstrap(List<Integer> ports, List<Origin> origins) {
        return "static_resources:\n  listeners:\n" + each(ports, origins, """
                  - name: lane#LANE#
                    address: { socket_address: { address: 127.0.0.1, port_value: #PORT# } }
                    filter_chains:
                    - filters:
                      - name: envoy.filters.network.http_connection_manager
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: lane
                          route_config:
                            virtual_hosts:
                            - name: all
                              domains: ["*"]
                              routes: [ { match: { prefix: "/" }, route: { cluster: up#LANE# } } ]
                          http_filters:
                          - name: envoy.filters.http.router
                            typed_config:
                              "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                """) + "  clusters:\n"
                + each(ports, origins, """
                  - name: up#LANE#
                    connect_timeout: 5s
                    load_assignment:
                      cluster_name: up#LANE#
                      endpoints:
                      - lb_endpoints:
                        - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: #ORIGIN# } } }
                """);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }
}
