package io.nuncio.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin of a whole proxy: expected answers are those of Envoy 1.40 to the same bytes. */
@Timeout(20)
class AdminHttpTest {

    private static final String READY = """
            HTTP/1.1 200 OK\r
            content-type: text/plain; charset=UTF-8\r
            cache-control: no-cache, max-age=0\r
            x-content-type-options: nosniff\r
            date: NOW\r
            server: envoy\r
            transfer-encoding: chunked\r
            \r
            5\r
            LIVE
            \r
            0\r
            \r
            """;

    private static Nuncio proxy;

    @BeforeAll
    static void start() throws Exception {
        proxy = Nuncio.start(Options.defaults().with(Flag.CONCURRENCY, "1").with(Flag.CONFIG_YAML, """
                        admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
                        layered_runtime:
                          layers:
                          - {name: s, static_layer: {a.b: 1, c: true, d: text}}
                          - {name: adm, admin_layer: {}}
                        """));
        assertThat(proxy.awaitLive()).isTrue();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    @Test
    void aRequestIsAnswered() throws IOException {
        assertThat(send("GET /ready HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo(READY);
    }

    @Test
    void twoAtOnceAreAnsweredInOrder() throws IOException {
        String one = "GET /ready HTTP/1.1\r\nHost: a\r\n\r\n";
        assertThat(send(one + one.replace("/ready", "/hot_restart_version") + one))
                .matches("(?s)\\QHTTP/1.1 200\\E.*LIVE.*disabled.*LIVE.*");
    }

    @Test
    void bodiesAreTaken() throws IOException {
        String post = "POST /ready HTTP/1.1\r\nHost: a\r\n";
        assertThat(send(post + "Content-Length: 3\r\n\r\nabc")).isEqualTo(READY);
        assertThat(send(post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
                .isEqualTo(READY);
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws IOException {
        int length = 2 * 1024 * 1024;
        assertThat(last("POST /ready HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n"
                        + "x".repeat(length)))
                .startsWith("HTTP/1.1 413 Payload Too Large\r\n");
    }

    @Test
    void headGetsNoBody() throws IOException {
        assertThat(send("HEAD /ready HTTP/1.1\r\nHost: a\r\n\r\n"))
                .endsWith("server: envoy\r\ntransfer-encoding: chunked\r\n\r\n");
    }

    @Test
    void closeIsHonoured() throws IOException {
        assertThat(last("GET /ready HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /ready"))
                .isEqualTo(READY.replace("transfer-encoding", "connection: close\r\ntransfer-encoding"));
    }

    @Test
    void whatChangesSomethingWantsPost() throws IOException {
        assertThat(send("GET /healthcheck/fail HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                .contains("Method GET not allowed, POST required.");
    }

    @Test
    void oldVersionsMustUpgrade() throws IOException {
        assertThat(last("GET /ready HTTP/1.0\r\n\r\n")).contains(" 426 Upgrade Required\r\n");
    }

    @Test
    void aHeadHasALimit() throws IOException {
        assertThat(last("GET /ready HTTP/1.1\r\nHost: a\r\nx: " + "y".repeat(61_440) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ready", "//ready", "/./ready", "/a/../ready", "/re%61dy", "/ready?x=y"})
    void pathsAreNormalised(String path) throws IOException {
        assertThat(send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo(READY);
    }

    @Test
    void unknownPathsGetTheList() throws IOException {
        assertThat(send("GET /ready/ HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("invalid path. admin commands are:\n  /: Admin home page\n");
    }

    @Test
    void itHasTheStatsOfAConnectionManager() throws IOException {
        assertThat(send("GET /stats?filter=^(http|listener).admin HTTP/1.1\r\nHost: a\r\n\r\n"))
                .contains("http.admin.downstream_rq_active: 1\n")
                .contains("listener.admin.main_thread.downstream_cx_active: 1\n");
    }

    @Test
    void aSlowReaderGetsAllOfALargeAnswer() throws IOException {
        String request = "GET /stats HTTP/1.1\r\nHost: a\r\n\r\n";
        try (Socket socket = connect()) {
            int requests = 400;
            socket.getOutputStream()
                    .write((request.repeat(requests - 1) + request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))
                            .getBytes(StandardCharsets.US_ASCII));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(requests + 1);
        }
    }

    /** The answer to bytes that make the proxy end the connection, with its date taken out. */
    private static String last(String bytes) throws IOException {
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                assertThat(e).as("the proxy need not read all").isInstanceOf(SocketException.class);
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("date: [^\r]*\r\n", "date: NOW\r\n");
        }
    }

    /** The answer to a request that leaves the connection open, with its date taken out. */
    private static String send(String request) throws IOException {
        String answer = last(request + "GET /hot_restart_version HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        return answer.substring(0, answer.lastIndexOf("HTTP/1.1 "));
    }

    private static Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.adminPort().orElseThrow());
    }
}
