package io.nuncio.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients of a proxy learn of its health: by the filter for checks, by fields, by the end of their connection. */
@Timeout(60)
class HealthTest {

    @Test
    void checksAreAnsweredHereAndFailWhenTheyAreToldTo() throws Exception {
        try (Nuncio proxy = start("pass_through_mode: false")) {
            assertThat(get(proxy, "/hz"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("x-envoy-upstream-healthchecked-cluster: here\r\n");
            admin(proxy, "/healthcheck/fail");
            assertThat(get(proxy, "/hz"))
                    .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                    .contains("connection: close\r\n");
            admin(proxy, "/healthcheck/ok");
            assertThat(get(proxy, "/hz")).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("connection: close");
        }
    }

    @Test
    void everybodyElseIsToldToGoAtOnce() throws Exception {
        try (Nuncio proxy = start("pass_through_mode: false")) {
            assertThat(get(proxy, "/other"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .doesNotContain("x-envoy-immediate-health-check-fail");
            admin(proxy, "/healthcheck/fail");
            assertThat(get(proxy, "/other"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("x-envoy-immediate-health-check-fail: true\r\n");
        }
    }

    @Test
    void checksGoThroughWhileAllIsWell() throws Exception {
        try (Nuncio proxy = start("pass_through_mode: true")) {
            assertThat(get(proxy, "/hz")).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\n\r\ndirect");
            admin(proxy, "/healthcheck/fail");
            assertThat(get(proxy, "/hz")).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void whatTheFilterCannotDoIsRefused() {
        assertThatThrownBy(() -> start("pass_through_mode: true, cache_time: 1s"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cache_time");
    }

    private static Nuncio start(String check) throws Exception {
        Nuncio proxy = Nuncio.start(
                Options.defaults().with(Flag.CONCURRENCY, "1").with(Flag.CONFIG_YAML, """
                node: {id: node, cluster: here}
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
                          - name: envoy.filters.http.health_check
                            typed_config: {
                              "@type": type.googleapis.com/envoy.extensions.filters.http.health_check.v3.HealthCheck,
                              headers: [{name: ":path", string_match: {exact: /hz}}], %s }
                          - name: envoy.filters.http.router
                            typed_config:
                              "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                          route_config:
                            virtual_hosts:
                            - name: all
                              domains: ["*"]
                              routes:
                              - match: {prefix: /}
                                direct_response: {status: 200, body: {inline_string: direct}}
                """.formatted(check)));
        assertThat(proxy.awaitLive()).isTrue();
        return proxy;
    }

    private static void admin(Nuncio proxy, String path) throws IOException {
        String request = "POST " + path + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), proxy.adminPort().orElseThrow())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    /** The whole answer: its head says how long it is. */
    private static String get(Nuncio proxy, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port("front"))) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                answer.append((char) socket.getInputStream().read());
            }
            int at = answer.indexOf("content-length: ");
            int length = at < 0 ? 0 : Integer.parseInt(answer.substring(at + 16, answer.indexOf("\r\n", at)));
            return answer + new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
        }
    }
}
