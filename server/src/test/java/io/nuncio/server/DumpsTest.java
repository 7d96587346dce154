package io.nuncio.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a whole proxy shows of its configuration. */
@Timeout(60)
class DumpsTest {

    @TempDir
    Path folder;

    @Test
    void aTableOutOfAFileIsShownWithItsVersion() throws Exception {
        Path routes = folder.resolve("routes.yaml");
        Files.writeString(routes, """
                version_info: "7"
                resources:
                - "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
                  name: table
                  virtual_hosts:
                  - name: all
                    domains: ["*"]
                    routes: [{match: {prefix: /}, direct_response: {status: 200}}]
                """);
        Options options = Options.defaults().with(Flag.CONCURRENCY, "1").with(Flag.CONFIG_YAML, """
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
                          rds:
                            route_config_name: table
                            config_source: {path_config_source: {path: %s}}
                """.formatted(routes));
        try (Nuncio proxy = Nuncio.start(options)) {
            assertThat(proxy.awaitLive()).isTrue();
            assertThat(get(proxy, "/config_dump?resource=dynamic_route_configs"))
                    .contains("\"version_info\": \"7\"", "\"name\": \"table\"", "\"last_updated\": ");
            assertThat(get(proxy, "/config_dump?resource=static_route_configs")).doesNotContain("table");
        }
    }

    private static String get(Nuncio proxy, String path) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), proxy.adminPort().orElseThrow())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
