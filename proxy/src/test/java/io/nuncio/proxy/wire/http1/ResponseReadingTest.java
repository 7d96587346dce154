package io.nuncio.proxy.wire.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spec.http.Http1Spec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the bytes of responses. The behaviour is Envoy 1.40's but where the names of the tests say otherwise. */
class ResponseReadingTest {

    private static final String BROKEN = "0 reset protocol_error http1.codec_error\nbroken";

    private static String read(String method, String bytes) {
        return Wire.responses(Http1Spec.UPSTREAM, method, List.of(bytes.translateEscapes()), false);
    }

    private static String closed(String bytes) {
        return Wire.responses(Http1Spec.UPSTREAM, "GET", List.of(bytes.translateEscapes()), true);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200, 200",
        "'HTTP/1.1 200 ', 200",
        "HTTP/1.1  200 OK, 200",
        "HTTP/1.1\\t200\\tOK, 200",
        "HTTP/1.1 0200 OK, 200",
        "HTTP/1.1 2000 OK, 2000",
        "HTTP/1.1 999 x, 999",
        "HTTP/1.1 600 O\\200K, 600",
    })
    void lines(String line, String status) {
        assertThat(read("GET", line + "\\r\\nContent-Length: 2\\r\\n\\r\\nok"))
                .isEqualTo("0 headers [:status=" + status + "|content-length=2]\n0 data ok\n0 end");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1",
        "'HTTP/1.1 '",
        "HTTP/1.1 200OK",
        "HTTP/1.1 -20 OK",
        "HTTP/1.1 abc OK",
        "HTTP/1.1 4294967496 OK",
        "HTTP/2 200 OK",
        "HTTP/11 200 OK",
        "http/1.1 200 OK",
        "ICY 200 OK",
        "' HTTP/1.1 200 OK'",
        "\\r\\nHTTP/1.1 200 OK",
        "HTTP/1.1 200 O\\0K",
        // Unlike Envoy:
        "HTTP/1.1 200 O\\rK",
        "HTTP/1.1 200 OK\\nX: 1",
    })
    void linesThatAreNone(String line) {
        assertThat(read("GET", line + "\\r\\nContent-Length: 2\\r\\n\\r\\nok")).isEqualTo(BROKEN);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 3\\r\\nTransfer-Encoding: chunked, http1.content_length_and_chunked_not_allowed",
        "Content-Length: 3\\r\\nContent-Length: 3, http1.codec_error",
        "Content-Length: x, http1.codec_error",
        "Transfer-Encoding: gzip, http1.invalid_transfer_encoding",
        "X Y: 1, http1.codec_error",
        "X: \\0, http1.invalid_characters",
    })
    void fieldsThatAreRefused(String fields, String details) {
        assertThat(read("GET", "HTTP/1.1 200 OK\\r\\n" + fields + "\\r\\n\\r\\n"))
                .isEqualTo("0 reset protocol_error " + details + "\nbroken");
    }

    @Test
    void fieldsAreJoinedAsEnvoyJoinsThoseOfResponses() {
        assertThat(
                        read(
                                "GET",
                                "HTTP/1.1 204 x\\r\\nVary: a\\r\\nSet-Cookie: 1\\r\\nAccept: 1\\r\\nVary: b\\r\\nSet-Cookie: 2\\r\\nAccept: 2\\r\\nHost: q\\r\\n\\r\\n"))
                .isEqualTo(
                        "0 headers [:status=204|vary=a,b|set-cookie=1|accept=1|set-cookie=2|accept=2|host=q]\n0 end");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 204, '', ''",
        "GET, 204, Content-Length: 0\\r\\n, ''",
        "GET, 304, Content-Length: 5\\r\\n, |content-length=5",
        "GET, 304, '', ''",
        "HEAD, 200, Content-Length: 5\\r\\n, |content-length=5",
        "HEAD, 200, Transfer-Encoding: chunked\\r\\n, |transfer-encoding=chunked",
        "HEAD, 200, '', ''",
        "GET, 101, Upgrade: x\\r\\n, |upgrade=x",
        "GET, 200, Content-Length: 0\\r\\n, |content-length=0",
    })
    void withoutABody(String method, String status, String fields, String told) {
        assertThat(read(method, "HTTP/1.1 " + status + " x\\r\\n" + fields + "\\r\\n"))
                .isEqualTo("0 headers [:status=" + status + told + "]\n0 end");
    }

    @Test
    void aLengthWhereThereIsNoBodyIsRefused() {
        assertThat(read("GET", "HTTP/1.1 204 x\\r\\nContent-Length: 1\\r\\n\\r\\n"))
                .isEqualTo("0 reset protocol_error http1.content_length_not_allowed\nbroken");
        assertThat(read("GET", "HTTP/1.1 204 x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n"))
                .isEqualTo("0 reset protocol_error http1.transfer_encoding_not_allowed\nbroken");
        assertThat(read("GET", "HTTP/1.1 100 x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n"))
                .isEqualTo("0 reset protocol_error http1.transfer_encoding_not_allowed\nbroken");
    }

    @Test
    void interimResponses() {
        assertThat(
                        read(
                                "GET",
                                "HTTP/1.1 100 Continue\\r\\nX: 1\\r\\n\\r\\nHTTP/1.1 103 x\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\na"))
                .isEqualTo("""
                        0 interim [:status=100|x=1]
                        0 interim [:status=103]
                        0 headers [:status=200|content-length=1]
                        0 data a
                        0 end""");
    }

    @Test
    void untilTheConnectionCloses() {
        assertThat(closed("HTTP/1.1 200 OK\\r\\n\\r\\nabc"))
                .isEqualTo("peer drains\n0 headers [:status=200]\n0 data abc\n0 end");
        assertThat(closed("HTTP/1.1 200 OK\\r\\n\\r\\n")).isEqualTo("peer drains\n0 headers [:status=200]\n0 end");
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\\r\\nConnection: x,Close'",
        "HTTP/1.1 200 OK\\r\\nProxy-Connection: close",
        "HTTP/1.0 200 OK",
        "HTTP/1.2 200 OK",
        "HTTP/0.9 200 OK",
    })
    void theLastResponseOfAConnection(String start) {
        assertThat(read("GET", start + "\\r\\nContent-Length: 0\\r\\n\\r\\n")).startsWith("peer drains\n0 headers");
    }

    @Test
    void http10KeepsAliveWhenItSaysSo() {
        assertThat(read("GET", "HTTP/1.0 200 OK\\r\\nConnection: Keep-Alive\\r\\nContent-Length: 0\\r\\n\\r\\n"))
                .startsWith("0 headers");
    }

    @Test
    void theEndOfTheConnectionInsideAMessageBreaksTheProtocol() {
        assertThat(closed("HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nab"))
                .isEqualTo("0 headers [:status=200|content-length=3]\n0 data ab\n0 reset protocol_error");
        assertThat(closed("HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\na\\r\\n0\\r\\n"))
                .endsWith("0 data a\n0 reset protocol_error");
        assertThat(closed("HTTP/1.1 2")).isEqualTo("0 reset protocol_error");
        assertThat(closed("")).isEqualTo("0 reset connection_termination");
        assertThat(closed("HTTP/1.1 100 x\\r\\n\\r\\n"))
                .isEqualTo("0 interim [:status=100]\n0 reset connection_termination");
    }

    @ParameterizedTest
    @CsvSource({"x", "HTTP/1.1 200 OK\\r\\n\\r\\n", "\\r\\n"})
    void bytesBehindAResponseEndTheConnection(String more) {
        assertThat(read("GET", "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok" + more))
                .isEqualTo("0 headers [:status=200|content-length=2]\n0 data ok\n0 end\nbroken");
    }

    @Test
    void upgradesAndTunnels() {
        assertThat(
                        read(
                                "UPGRADE",
                                "HTTP/1.1 101 x\\r\\nConnection: Upgrade\\r\\nUpgrade: x\\r\\nContent-Length: 0\\r\\n\\r\\nraw"))
                .isEqualTo("peer drains\n0 headers [:status=101|connection=Upgrade|upgrade=x]\n0 data raw");
        assertThat(read("UPGRADE", "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nno"))
                .isEqualTo("0 headers [:status=200|content-length=2]\n0 data no\n0 end\npeer drains");
        assertThat(read("CONNECT", "HTTP/1.1 200 OK\\r\\n\\r\\nraw"))
                .isEqualTo("peer drains\n0 headers [:status=200]\n0 data raw");
        assertThat(read("CONNECT", "HTTP/1.1 407 no\\r\\nContent-Length: 2\\r\\n\\r\\nno"))
                .isEqualTo("0 headers [:status=407|content-length=2]\n0 data no\n0 end\npeer drains");
    }

    @Test
    void limits() {
        String head = "HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nX: ";
        int fixed = head.translateEscapes().length() + 4;
        int max = Http1Spec.RESPONSE_HEAD_BYTES_MAX;
        assertThat(read("GET", head + "v".repeat(max - fixed) + "\\r\\n\\r\\n")).endsWith("0 end");
        assertThat(read("GET", head + "v".repeat(max - fixed + 1) + "\\r\\n\\r\\n"))
                .isEqualTo("0 reset protocol_error http1.headers_too_large\nbroken");
        assertThat(read("GET", "HTTP/1.1 200 OK\\r\\n" + "X: 1\\r\\n".repeat(101) + "\\r\\n"))
                .isEqualTo("0 reset protocol_error http1.too_many_headers\nbroken");
    }
}
