package io.nuncio.proxy.wire.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spec.http.Http1Spec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the bytes of requests. The behaviour is Envoy 1.40's but where the names of the tests say otherwise. */
class RequestReadingTest {

    private static final String PLAIN = "0 headers [:method=GET|:path=/|:authority=h]\n0 end";

    private static String read(String bytes) {
        return Wire.requests(Http1Spec.DOWNSTREAM, List.of(unescape(bytes)));
    }

    private static String lenient(String bytes) {
        return Wire.requests(Wire.LENIENT, List.of(unescape(bytes)));
    }

    static String unescape(String text) {
        return text.translateEscapes();
    }

    /** A usual request with that line. */
    private static String fields(String line) {
        return read(line + "\\r\\nHost: h\\r\\n\\r\\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "GET / HTTP/1.1",
                "GET  /   HTTP/1.1",
                "GET\\t/\\tHTTP/1.1",
                "GET / HTTP/1.1 ",
                "GET / HTTP/1.1\\t",
                "\\r\\nGET / HTTP/1.1",
                "\\r\\n\\r\\n\\r\\nGET / HTTP/1.1",
                "GET http://h HTTP/1.1",
                "GET http://@h/ HTTP/1.1",
            })
    void linesThatAreTaken(String line) {
        assertThat(fields(line).replace("|:scheme=http", "")).isEqualTo(PLAIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "GET /a?b#c HTTP/1.1 ! [:method=GET|:path=/a?b#c|:authority=h]",
                "GET /\"<>\\\\^`{|} HTTP/1.1 ! [:method=GET|:path=/\"<>\\\\^`{|}|:authority=h]",
                "OPTIONS * HTTP/1.1 ! [:method=OPTIONS|:path=*|:authority=h]",
                "GET http://u:p@x:80/a HTTP/1.1 ! [:method=GET|:path=/a|:authority=x:80|:scheme=http]",
                "GET http://x?q HTTP/1.1 ! [:method=GET|:path=?q|:authority=x|:scheme=http]",
                "GET HTTP://X/a#f HTTP/1.1 ! [:method=GET|:path=/a#f|:authority=X|:scheme=HTTP]",
                "GET https://[::1]:80/ HTTP/1.1 ! [:method=GET|:path=/|:authority=[::1]:80|:scheme=https]",
                "UNSUBSCRIBE / HTTP/1.1 ! [:method=UNSUBSCRIBE|:path=/|:authority=h]",
            })
    void targets(String line, String head) {
        assertThat(fields(line)).isEqualTo("0 headers " + unescape(head) + "\n0 end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "GET a HTTP/1.1",
                "GET ?x HTTP/1.1",
                "GET a.b:80 HTTP/1.1",
                "GET http:/a HTTP/1.1",
                "GET 1http://h/ HTTP/1.1",
                "GET http://h#f HTTP/1.1",
                "GET http://\\200h/ HTTP/1.1",
                "GET /\\200 HTTP/1.1",
                "GET /a b HTTP/1.1",
                "GET /a\\rb HTTP/1.1",
                "get / HTTP/1.1",
                "FOO / HTTP/1.1",
                "M-SEARCH / HTTP/1.1",
                "G(T / HTTP/1.1",
                "GET",
                "`GET `",
                "` GET / HTTP/1.1`",
                "\\tGET / HTTP/1.1",
                "GET / HTTP/1.x",
                "GET / http/1.1",
                "GET / HTTPS/1.1",
                "GET / HTTP/1.10",
                "GET / HTTP/01.1",
                "GET / HTTP/1 .1",
            })
    void linesThatAreNone(String line) {
        assertThat(fields(line)).isEqualTo("0 refused 400 http1.codec_error\nbroken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "\\nGET / HTTP/1.1",
                "\\rGET / HTTP/1.1",
                "\\r\\n\\nGET / HTTP/1.1",
                "GET / HTTP/1.1\\r",
            })
    void unlikeEnvoyLinesEndWithCrLfAlone(String line) {
        assertThat(fields(line)).isEqualTo("0 refused 400 http1.codec_error\nbroken");
    }

    @ParameterizedTest
    @CsvSource({
        "GET *, http1.invalid_url",
        "GET http:///a, http1.invalid_url",
        "GET http://h:99999/, http1.invalid_url",
        "GET http://h:/, http1.invalid_url",
        "GET http://h:a/, http1.invalid_url",
        "GET http://[::1/, http1.invalid_url",
        "GET http://a_b/, http1.invalid_url",
        "GET http://a%41/, http1.invalid_url",
        "GET http://h@/, http1.invalid_url",
        "GET http://a@b@h/, http1.invalid_url",
        "GET http://h:80:80/, http1.invalid_url",
        "GET ws://h/, http1.invalid_scheme",
        "GET /\\1, http1.invalid_characters",
        "GET /\\177, http1.invalid_characters",
        "GET /\\0, http1.invalid_characters",
        "CONNECT a, http1.invalid_url",
        "CONNECT :80, http1.invalid_url",
        "CONNECT a:, http1.invalid_url",
        "CONNECT a:80/, http1.invalid_url",
        "CONNECT u@a:80, http1.invalid_url",
        "CONNECT *, http1.invalid_url",
        "CONNECT /, http1.invalid_url",
    })
    void targetsThatAreRefused(String start, String details) {
        assertThat(fields(start + " HTTP/1.1")).isEqualTo("0 refused 400 " + details + "\nbroken");
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.0", "HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "''"})
    void otherVersionsAreRefusedUnlessHttp10IsAccepted(String version) {
        assertThat(fields("GET / " + version)).isEqualTo("0 refused 426 low_version\nbroken");
        assertThat(lenient("GET / " + version + "\\r\\n\\r\\n"))
                .isEqualTo("0 headers [:method=GET|:path=/|:authority=default]\n0 end\ndrained");
    }

    @Test
    void http10KeepsAliveWhenItSaysSo() {
        assertThat(lenient("GET / HTTP/1.0\\r\\nConnection: Keep-Alive\\r\\n\\r\\n"))
                .endsWith("0 end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "X-A: 1 ! x-a=1",
                "X-A:1 ! x-a=1",
                "X-A: \\t a b\\t ! x-a=a b",
                "X-A: a\\tb ! x-a=a\\tb",
                "X-A: ! x-a=",
                "X-A:   ! x-a=",
                "X-A: \\200\\377 ! x-a=\\200\\377",
                "X-A: 1\\r\\nX-A: 2 ! x-a=1|x-a=2",
                "Accept: a\\r\\nX: y\\r\\nACCEPT: b ! accept=a,b|x=y",
                "Accept: \\r\\nAccept: b\\r\\nAccept: \\r\\nAccept: c ! accept=b,c",
                "Cookie: a\\r\\nCookie: b ! cookie=a|cookie=b",
                "X-A: a\\r\\n b ! x-a=a b",
                "X-A: a\\r\\n   b ! x-a=a   b",
                "X-A: a \\r\\n\\t b ! x-a=a \\t b",
                "X-A: a\\r\\n \\r\\n b ! x-a=a  b",
                "X-A:\\r\\n b ! x-a=b",
                "`X-A: a\\r\\n ` ! x-a=a",
                "X-A: a\\r\\n b\\r\\n c\\r\\nY: 1 ! x-a=a b c|y=1",
            })
    void fieldsThatAreTaken(String lines, String fields) {
        assertThat(read("GET / HTTP/1.1\\r\\nHost: h\\r\\n" + lines + "\\r\\n\\r\\n"))
                .isEqualTo("0 headers [:method=GET|:path=/|:authority=h|" + unescape(fields) + "]\n0 end");
    }

    @Test
    void everyTokenCharacterMayStandInAName() {
        assertThat(read("GET / HTTP/1.1\\r\\nHost: h\\r\\n!#$%&'*+-.^_`|~09Az: v\\r\\n\\r\\n"))
                .contains("!#$%&'*+-.^_`|~09az=v");
    }

    @ParameterizedTest
    @CsvSource({
        "X-A : 1, http1.codec_error",
        "X A: 1, http1.codec_error",
        ": 1, http1.codec_error",
        "X(: 1, http1.codec_error",
        "X/Y: 1, http1.codec_error",
        "X\\200: 1, http1.codec_error",
        "X, http1.codec_error",
        ":path: /, http1.codec_error",
        "X: \\0, http1.invalid_characters",
        "X: a\\1b, http1.invalid_characters",
        "X: \\177, http1.invalid_characters",
        "Content-Length: 0\\r\\nContent-Length: 0, http1.codec_error",
        "'Content-Length: 0, 0', http1.codec_error",
        "Content-Length: +1, http1.codec_error",
        "Content-Length: -1, http1.codec_error",
        "Content-Length: 0x1, http1.codec_error",
        "Content-Length: 1 1, http1.codec_error",
        "Content-Length:, http1.codec_error",
        "Content-Length: 99999999999999999999, http1.codec_error",
        "Content-Length: 3\\r\\nTransfer-Encoding: chunked, http1.content_length_and_chunked_not_allowed",
        "Transfer-Encoding: gzip\\r\\nContent-Length: 3, http1.content_length_and_chunked_not_allowed",
        "Connection: :path, http1.connection_header_rejected",
        "Connection: X-Forwarded-For, http1.connection_header_rejected",
        "'Connection: 0,1,2,3,4,5,6,7,8,9', http1.connection_header_rejected",
    })
    void fieldsThatAreRefused(String lines, String details) {
        assertThat(read("GET / HTTP/1.1\\r\\nHost: h\\r\\n" + lines + "\\r\\n\\r\\n"))
                .isEqualTo("0 refused 400 " + details + "\nbroken");
    }

    @ParameterizedTest
    @CsvSource({
        "X: a\\nY: b",
        "X: a\\rb",
        "X: a\\r\\r",
        "X: a\\r\\n\\nY: b",
        "Content-Length:\\r\\n 3",
        "Transfer-Encoding:\\r\\n chunked",
    })
    void unlikeEnvoyWhatTwoHopsMightReadDifferentlyIsRefused(String lines) {
        assertThat(read("GET / HTTP/1.1\\r\\nHost: h\\r\\n" + lines + "\\r\\n\\r\\n"))
                .isEqualTo("0 refused 400 http1.codec_error\nbroken");
    }

    @Test
    void aFoldNeedsAFieldBeforeIt() {
        assertThat(read("GET / HTTP/1.1\\r\\n X: 1\\r\\nHost: h\\r\\n\\r\\n")).contains("400 http1.codec_error");
    }

    @ParameterizedTest
    @CsvSource({"gzip", "'gzip, chunked'", "'chunked, chunked'", "identity", "xchunked", "''"})
    void onlyChunkedIsACoding(String coding) {
        assertThat(read("POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: " + coding + "\\r\\n\\r\\n"))
                .isEqualTo("0 refused 501 http1.invalid_transfer_encoding\nbroken");
    }

    @Test
    void hosts() {
        assertThat(read("GET / HTTP/1.1\\r\\nX: 1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n"))
                .isEqualTo("0 headers [:method=GET|:path=/|:authority=a,b|x=1]\n0 end");
        assertThat(read("GET / HTTP/1.1\\r\\n\\r\\n")).isEqualTo("0 headers [:method=GET|:path=/]\n0 end");
        assertThat(read("GET / HTTP/1.1\\r\\nHost:\\r\\n\\r\\n"))
                .isEqualTo("0 headers [:method=GET|:path=/|:authority=]\n0 end");
        for (String bad : List.of("a b", "a/b", "a<b", "a\\200")) {
            assertThat(read("GET / HTTP/1.1\\r\\nHost: " + bad + "\\r\\n\\r\\n"))
                    .isEqualTo("0 refused 400 http.invalid_authority\nbroken");
        }
    }

    @Test
    void theConnectionFieldRemovesWhatItNames() {
        assertThat(
                        read(
                                "GET / HTTP/1.1\\r\\nHost: h\\r\\nConnection: keep-alive, X-B\\r\\nX-B: 1\\r\\nX-C: 2\\r\\n\\r\\n"))
                .isEqualTo("0 headers [:method=GET|:path=/|:authority=h|connection=keep-alive|x-c=2]\n0 end");
        assertThat(read("GET / HTTP/1.1\\r\\nHost: h\\r\\nConnection: te\\r\\nTE: gzip, trailers\\r\\n\\r\\n"))
                .contains("|te=trailers]");
        assertThat(read("GET / HTTP/1.1\\r\\nHost: h\\r\\nConnection: te\\r\\nTE: gzip\\r\\n\\r\\n"))
                .isEqualTo(PLAIN);
        assertThat(read("GET / HTTP/1.1\\r\\nHost: h\\r\\nConnection: Upgrade, HTTP2-Settings\\r\\nUpgrade: h2c\\r\\n"
                        + "HTTP2-Settings: A\\r\\n\\r\\n"))
                .isEqualTo(PLAIN);
    }

    @Test
    void customMethodsAreAnOption() {
        assertThat(lenient("M-SEARCH / HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n")).contains(":method=M-SEARCH");
    }

    @Test
    void limits() {
        String head = "GET / HTTP/1.1\\r\\nHost: h\\r\\nX: ";
        int fixed = unescape(head).length() + 4;
        int max = Http1Spec.REQUEST_HEAD_BYTES_MAX;
        assertThat(read(head + "v".repeat(max - fixed) + "\\r\\n\\r\\n")).endsWith("0 end");
        assertThat(read(head + "v".repeat(max - fixed + 1) + "\\r\\n\\r\\n"))
                .isEqualTo("0 refused 431 http1.headers_too_large\nbroken");
        assertThat(read("GET /" + "a".repeat(max) + " HTTP/1.1\\r\\n\\r\\n"))
                .isEqualTo("0 refused 431 http1.headers_too_large\nbroken");
        assertThat(read("GET / HTTP/1.1\\r\\nHost: h\\r\\n" + "X: 1\\r\\n".repeat(99) + "\\r\\n"))
                .endsWith("0 end");
        assertThat(read("GET / HTTP/1.1\\r\\nHost: h\\r\\n" + "X: 1\\r\\n".repeat(100) + "\\r\\n"))
                .isEqualTo("0 refused 431 http1.too_many_headers\nbroken");
    }

    @Test
    void whatCannotBecomeARequestIsRefusedAtOnce() {
        assertThat(read("\\26\\3\\1")).isEqualTo("0 refused 400 http1.codec_error\nbroken");
        assertThat(read("GET")).isEmpty();
        assertThat(read("\\r\\n")).isEmpty();
    }

    @Test
    void underscores() {
        String message = unescape("GET / HTTP/1.1\\r\\nHost: h\\r\\nx_a: 1\\r\\nX-B: 2\\r\\n\\r\\n");
        Map<Http1Spec.Underscores, String> expected = Map.of(
                Http1Spec.Underscores.ALLOW, "0 headers [:method=GET|:path=/|:authority=h|x_a=1|x-b=2]\n0 end",
                Http1Spec.Underscores.DROP_HEADER, "0 headers [:method=GET|:path=/|:authority=h|x-b=2]\n0 end",
                Http1Spec.Underscores.REJECT_REQUEST, "0 refused 400 http1.unexpected_underscore\nbroken");
        expected.forEach((action, transcript) -> {
            Http1Spec spec = new Http1Spec(
                    false,
                    "",
                    true,
                    false,
                    false,
                    false,
                    false,
                    action,
                    Http1Spec.NameSpelling.LOWER_CASE,
                    false,
                    1_000,
                    100);
            assertThat(Wire.requests(spec, List.of(message))).isEqualTo(transcript);
        });
    }

    @Test
    void pipelinedRequestsAreServedOneAfterTheOther() {
        assertThat(
                        read(
                                "GET /1 HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n\\r\\nPOST /2 HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 1\\r\\n\\r\\nx"
                                        + "GET /3 HTTP/1.1\\r\\nHost: h\\r\\nConnection: close\\r\\n\\r\\nGET /4 HTTP/1.1\\r\\n\\r\\n"))
                .isEqualTo("""
                        0 headers [:method=GET|:path=/1|:authority=h]
                        0 end
                        1 headers [:method=POST|:path=/2|:authority=h|content-length=1]
                        1 data x
                        1 end
                        2 headers [:method=GET|:path=/3|:authority=h|connection=close]
                        2 end
                        drained""");
    }

    @Test
    void connectIsHandedThroughAsBytes() {
        assertThat(read("CONNECT a:80 HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 0\\r\\n\\r\\nraw\\r\\n\\r\\nGET"))
                .isEqualTo("0 headers [:method=CONNECT|:authority=a:80]\n0 data raw\r\n\r\nGET");
        assertThat(read("CONNECT a:80 HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 1\\r\\n\\r\\n"))
                .isEqualTo("0 refused 400 http1.body_disallowed\nbroken");
        assertThat(read("CONNECT a:80 HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n"))
                .isEqualTo("0 refused 501 http1.invalid_transfer_encoding\nbroken");
    }

    @Test
    void anUpgradeIsHandedThroughAsBytes() {
        assertThat(
                        read(
                                "GET / HTTP/1.1\\r\\nHost: h\\r\\nConnection: keep-alive, Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n\\0\\1"))
                .isEqualTo(
                        "0 headers [:method=GET|:path=/|:authority=h|connection=keep-alive, Upgrade|upgrade=websocket]\n"
                                + "0 data \0\1");
        assertThat(read("GET / HTTP/1.1\\r\\nHost: h\\r\\nUpgrade: websocket\\r\\n\\r\\n"))
                .endsWith("0 end");
    }
}
