package io.nuncio.proxy.wire.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spec.http.Http1Spec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the bytes of bodies and trailers of requests: Envoy 1.40's behaviour but where the names say otherwise. */
class RequestBodyReadingTest {

    private static String read(String bytes) {
        return Wire.requests(Http1Spec.DOWNSTREAM, List.of(bytes.translateEscapes()));
    }

    private static String lenient(String bytes) {
        return Wire.requests(Wire.LENIENT, List.of(bytes.translateEscapes()));
    }

    @Test
    void bodies() {
        String start = "POST / HTTP/1.1\\r\\nHost: h\\r\\n";
        assertThat(read(start + "Content-Length: 0003\\r\\n\\r\\nabc"))
                .isEqualTo("0 headers [:method=POST|:path=/|:authority=h|content-length=0003]\n0 data abc\n0 end");
        assertThat(
                        read(
                                start
                                        + "Transfer-Encoding: CHUNKED\\r\\n\\r\\n3\\r\\nabc\\r\\n00A;x=y\\r\\n0123456789\\r\\n0\\r\\n\\r\\n"))
                .isEqualTo("0 headers [:method=POST|:path=/|:authority=h|transfer-encoding=CHUNKED]\n"
                        + "0 data abc0123456789\n0 end");
        assertThat(read(start + "\\r\\n")).isEqualTo("0 headers [:method=POST|:path=/|:authority=h]\n0 end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {"3", "3 x", "3\\t;", "3;;;", "3;a=\"b\\\\\"c", "3;\\1\\200", "0000000000000000000000000003"})
    void chunkLinesThatAreTaken(String line) {
        assertThat(chunked(line + "\\r\\nabc\\r\\n0\\r\\n\\r\\n")).endsWith("0 data abc\n0 end");
    }

    @ParameterizedTest
    @CsvSource({
        "' 3\\r\\nabc\\r\\n0\\r\\n\\r\\n'",
        "0x3\\r\\nabc\\r\\n0\\r\\n\\r\\n",
        "\\r\\nabc\\r\\n0\\r\\n\\r\\n",
        "zz\\r\\n\\r\\n",
        "3=a\\r\\nabc\\r\\n0\\r\\n\\r\\n",
        "3\\nabc\\r\\n0\\r\\n\\r\\n",
        "3;a\\nabc\\r\\n0\\r\\n\\r\\n",
        "3;a\\rb\\r\\nabc\\r\\n0\\r\\n\\r\\n",
        "FFFFFFFFFFFFFFFF\\r\\nabc\\r\\n0\\r\\n\\r\\n",
        "3\\r\\nabcd\\r\\n0\\r\\n\\r\\n",
        "3\\r\\nabc\\n0\\r\\n\\r\\n",
        "3\\r\\nabc0\\r\\n\\r\\n",
        "3\\r\\nabc\\r\\n0\\r\\nX\\r\\n\\r\\n",
        "3\\r\\nabc\\r\\n0\\r\\nX: 1\\n\\r\\n",
        "3\\r\\nabc\\r\\n0\\r\\n\\n",
        "0\\r\\n X: 1\\r\\n\\r\\n",
    })
    void chunksThatAreRefused(String body) {
        assertThat(chunked(body)).endsWith("0 refused 400 http1.codec_error\nbroken");
    }

    private static String chunked(String body) {
        return read("POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n" + body);
    }

    @Test
    void trailersAreDroppedUnlessTheyAreOn() {
        String body =
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\na\\r\\n0\\r\\nX: 1\\r\\nX: 2\\r\\n\\r\\n";
        assertThat(read(body)).endsWith("0 data a\n0 end");
        assertThat(lenient(body)).endsWith("0 data a\n0 trailers [x=1|x=2]\n0 end");
        assertThat(lenient(body.replace("X: 2", "Content-Length: 2")))
                .endsWith("0 refused 400 http1.codec_error\nbroken");
        assertThat(lenient(body.replace("X: 2", "X: \\0"))).endsWith("0 refused 400 http1.invalid_characters\nbroken");
    }

    @Test
    void theOptionForChunkedWithALength() {
        String message =
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 9\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\na\\r\\n0\\r\\n\\r\\n";
        assertThat(lenient(message))
                .isEqualTo("0 headers [:method=POST|:path=/|:authority=h|transfer-encoding=chunked]\n0 data a\n0 end");
    }

    @Test
    void unlikeEnvoyHttp10IsNeverChunked() {
        assertThat(lenient("POST / HTTP/1.0\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n"))
                .isEqualTo("0 refused 400 http1.transfer_encoding_not_allowed\nbroken");
    }
}
