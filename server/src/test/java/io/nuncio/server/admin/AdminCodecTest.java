package io.nuncio.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected answers are those of Envoy 1.40 to the same bytes. */
class AdminCodecTest {

    private static final long SUNDAY_MS = 1795325461000L;
    private static final String COMMON = "date: Sun, 22 Nov 2026 05:31:01 GMT\r\nserver: envoy\r\n";
    private static final String LIVE = """
            HTTP/1.1 200 OK\r
            content-type: text/plain; charset=UTF-8\r
            cache-control: no-cache, max-age=0\r
            x-content-type-options: nosniff\r
            date: Sun, 22 Nov 2026 05:31:01 GMT\r
            server: envoy\r
            transfer-encoding: chunked\r
            \r
            5\r
            LIVE
            \r
            0\r
            \r
            """;

    private final List<AdminRequest> seen = new ArrayList<>();
    private AdminCodec codec = new AdminCodec(new AdminTable(), () -> SUNDAY_MS);

    @BeforeEach
    void table() {
        AdminTable table = new AdminTable();
        table.read("/ready", "state", request -> {
            seen.add(request);
            return AdminResponse.text("LIVE\n");
        });
        table.write("/change", "changes", request -> {
            seen.add(request);
            return AdminResponse.ok();
        });
        codec = new AdminCodec(table, () -> SUNDAY_MS);
    }

    @Test
    void aRequestIsAnswered() {
        assertThat(send("GET /ready HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo(LIVE);
        assertThat(codec.ended()).isFalse();
    }

    @Test
    void byteByByteAsWell() {
        StringBuilder out = new StringBuilder();
        for (char c : "GET /ready HTTP/1.1\r\nHost: a\r\n\r\n".toCharArray()) {
            out.append(send(String.valueOf(c)));
        }
        assertThat(out.toString()).isEqualTo(LIVE);
    }

    @Test
    void twoAtOnceAreAnsweredInOrder() {
        String one = "GET /ready?n=1 HTTP/1.1\r\nHost: a\r\n\r\n";
        assertThat(send(one + one.replace("n=1", "n=2"))).isEqualTo(LIVE + LIVE);
        assertThat(seen).extracting(each -> each.first("n").orElseThrow()).containsExactly("1", "2");
    }

    @Test
    void bodiesAreSkipped() {
        send("POST /change HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab");
        assertThat(seen).isEmpty();
        assertThat(send("cGET /ready HTTP/1.1\r\nHost: a\r\n\r\n"))
                .contains("OK\n")
                .endsWith(LIVE);
        String chunked = "POST /change HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n";
        assertThat(send(chunked)).isEmpty();
        assertThat(send("\r\n")).contains("OK\n");
        assertThat(seen).hasSize(3);
    }

    @Test
    void headGetsNoBody() {
        assertThat(send("HEAD /ready HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("transfer-encoding: chunked\r\n\r\n");
    }

    @Test
    void closeIsHonoured() {
        assertThat(send("GET /ready HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /ready"))
                .contains("server: envoy\r\nconnection: close\r\ntransfer-encoding")
                .containsOnlyOnce("LIVE");
        assertThat(codec.ended()).isTrue();
    }

    @Test
    void whatChangesSomethingWantsPost() {
        assertThat(send("GET /change HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                .contains("\r\n\r\n26\r\nMethod GET not allowed, POST required.\r\n0\r\n\r\n");
        assertThat(seen).isEmpty();
    }

    @Test
    void withoutHostThereIsNoAnswerButTheRefusal() {
        assertThat(send("GET /ready HTTP/1.1\r\n\r\n"))
                .isEqualTo("HTTP/1.1 400 Bad Request\r\n" + COMMON + "connection: close\r\ncontent-length: 0\r\n\r\n");
        assertThat(codec.ended()).isTrue();
    }

    @Test
    void oldVersionsMustUpgrade() {
        assertThat(send("GET /ready HTTP/1.0\r\n\r\n"))
                .isEqualTo("HTTP/1.1 426 Upgrade Required\r\ncontent-length: 16\r\ncontent-type: text/plain\r\n"
                        + COMMON + "connection: close\r\n\r\nUpgrade Required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BOGUS\r\n\r\n",
                "FOO /ready HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /ready HTTP/1.1\r\nHost\r\n\r\n",
                "POST /change HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST /change HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n",
                "POST /change HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "POST /change HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0123456789abcdef0"
            })
    void malformedEndsTheConnection(String bytes) {
        assertThat(send(bytes))
                .isEqualTo("HTTP/1.1 400 Bad Request\r\ncontent-length: 11\r\ncontent-type: text/plain\r\n" + COMMON
                        + "connection: close\r\n\r\nBad Request");
        assertThat(codec.ended()).isTrue();
        assertThat(send("GET /ready HTTP/1.1\r\nHost: a\r\n\r\n")).isEmpty();
    }

    @Test
    void aHeadHasALimit() {
        assertThat(send("GET /ready HTTP/1.1\r\nHost: a\r\nx: " + "y".repeat(AdminCodec.HEAD_BYTES_MAX)))
                .startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
        assertThat(codec.ended()).isTrue();
    }

    @Test
    void absoluteFormIsNowhere() {
        assertThat(send("GET http://x/ready HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isEqualTo("HTTP/1.1 404 Not Found\r\n" + COMMON + "content-length: 0\r\n\r\n");
        assertThat(codec.ended()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ready", "//ready", "/%72eady", "/a/../ready", "/./ready", "/ready?x"})
    void pathsAreNormalised(String path) {
        assertThat(send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo(LIVE);
    }

    @Test
    void unknownPathsGetTheList() {
        assertThat(send("GET /ready/ HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("invalid path. admin commands are:\n  /: Admin home page\n  /change (POST): changes\n");
    }

    @Test
    void parametersAreDecoded() {
        send("GET /ready?usedonly&filter=%5Ea%5C.b%24&filter=c+d&bad=%zz HTTP/1.1\r\nHost: a\r\n\r\n");
        AdminRequest request = seen.getFirst();
        assertThat(request.has("usedonly")).isTrue();
        assertThat(request.query().get("filter")).containsExactly("^a\\.b$", "c+d");
        assertThat(request.first("bad")).contains("%zz");
        assertThat(request.first("missing")).isEmpty();
    }

    private String send(String bytes) {
        return new String(codec.take(bytes.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }
}
