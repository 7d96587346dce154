package io.nuncio.proxy.wire.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.wire.http.FakeConnection;
import io.nuncio.proxy.wire.http.Transcript;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of answers, and the life of a downstream connection. */
class DownstreamWritingTest {

    private final ByteQueue in = new ByteQueue();
    private FakeConnection connection = new FakeConnection();
    private Transcript transcript = new Transcript();
    private Http1DownstreamCodec codec = codec(Wire.LENIENT);

    @AfterEach
    void release() {
        in.release();
        connection.takeWritten();
    }

    private Http1DownstreamCodec codec(Http1Spec spec) {
        connection.takeWritten();
        connection = new FakeConnection();
        transcript = new Transcript();
        return new Http1DownstreamCodec(connection.face(), spec, Wire.HEADS, Http1Counters.NONE, transcript);
    }

    private boolean receive(String bytes) {
        in.moveFrom(Wire.queue(bytes));
        return codec.dispatch(in);
    }

    private CodecStream request(String method) {
        receive(method + " / HTTP/1.1\r\nHost: h\r\n\r\n");
        return transcript.stream(transcript.streams() - 1);
    }

    private static Head head(String status, String... fields) {
        Head head = Wire.response(status);
        for (int i = 0; i < fields.length; i += 2) {
            head.add(fields[i], fields[i + 1]);
        }
        return head;
    }

    @Test
    void withALength() {
        CodecStream stream = request("GET");
        stream.sendHeaders(head("200", "Content-Length", "3", "X-A", "b"), false);
        stream.sendData(Wire.queue("ab"), false);
        stream.sendData(Wire.queue("c"), true);
        assertThat(connection.takeWritten()).isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 3\r\nx-a: b\r\n\r\nabc");
        assertThat(connection.closed()).isNull();
        assertThat(codec.streams()).isZero();
    }

    @Test
    void chunkedAndTrailers() {
        CodecStream stream = request("GET");
        stream.sendHeaders(head("200"), false);
        stream.sendData(new ByteQueue(), false);
        stream.sendData(Wire.queue("x".repeat(18)), false);
        stream.sendData(Wire.queue("abc"), false);
        Head trailers = Wire.HEADS.take(Head.Kind.RESPONSE_TRAILERS);
        trailers.add("X-T", "1");
        stream.sendTrailers(trailers);
        assertThat(connection.takeWritten())
                .isEqualTo("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n12\r\n" + "x".repeat(18)
                        + "\r\n3\r\nabc\r\n0\r\nx-t: 1\r\n\r\n");
        assertThat(codec.streams()).isZero();
    }

    @Test
    void trailersThatAreOffEndTheBody() {
        codec = codec(Http1Spec.DOWNSTREAM);
        CodecStream stream = request("GET");
        stream.sendHeaders(head("200"), false);
        Head trailers = Wire.HEADS.take(Head.Kind.RESPONSE_TRAILERS);
        trailers.add("X-T", "1");
        stream.sendTrailers(trailers);
        assertThat(connection.takeWritten())
                .isEqualTo("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 200, true, 'OK\r\ncontent-length: 0\r\n'",
        "GET, 204, true, 'No Content\r\n'",
        "GET, 304, true, 'Not Modified\r\n'",
        "GET, 205, true, 'Reset Content\r\ncontent-length: 0\r\n'",
        "GET, 600, true, 'Unknown\r\ncontent-length: 0\r\n'",
        "GET, 1000, true, 'Unknown\r\ncontent-length: 0\r\n'",
        "GET, 599, true, 'Last Unassigned Server Error Code\r\ncontent-length: 0\r\n'",
        "HEAD, 200, true, 'OK\r\ntransfer-encoding: chunked\r\n'",
        "HEAD, 204, true, 'No Content\r\n'",
    })
    void withoutABody(String method, String status, boolean end, String rest) {
        request(method).sendHeaders(head(status), end);
        assertThat(connection.takeWritten()).isEqualTo("HTTP/1.1 " + status + " " + rest + "\r\n");
        assertThat(codec.streams()).isZero();
    }

    @Test
    void theBodyOfAnAnswerToHeadIsDropped() {
        CodecStream stream = request("HEAD");
        stream.sendHeaders(head("200", "content-length", "5"), false);
        stream.sendData(Wire.queue("abcde"), true);
        assertThat(connection.takeWritten()).isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n");
    }

    @Test
    void theCodecDecidesOfTheCoding() {
        CodecStream stream = request("GET");
        stream.sendHeaders(head("200", "transfer-encoding", "gzip", "X", "1"), true);
        assertThat(connection.takeWritten()).isEqualTo("HTTP/1.1 200 OK\r\nx: 1\r\ncontent-length: 0\r\n\r\n");
    }

    @Test
    void interimResponses() {
        CodecStream stream = request("GET");
        stream.sendInterim(head("100"));
        stream.sendInterim(head("103", "Link", "x"));
        stream.sendHeaders(head("200"), true);
        stream.sendInterim(head("103"));
        assertThat(connection.takeWritten())
                .isEqualTo(String.join(
                        "\r\n\r\n",
                        "HTTP/1.1 100 Continue",
                        "HTTP/1.1 103 Early Hints\r\nlink: x",
                        "HTTP/1.1 200 OK\r\ncontent-length: 0",
                        ""));
    }

    @Test
    void aForwardedHeadGoesOutAsItCame() {
        transcript.keepingHeads();
        CodecStream stream = request("GET");
        String fields = "content-length: 0\r\nx-a: 1\r\nset-cookie: a\r\nset-cookie: b\r\nx-b:  2 \r\nX-C: 3\r\n";
        Head head = Wire.HEADS.take(Head.Kind.RESPONSE);
        HeadParser parser = new HeadParser(Http1Spec.UPSTREAM, new StatusLine(), Http1Counters.NONE, false);
        parser.begin(true);
        assertThat(parser.read(Wire.queue("HTTP/1.1 200 Fine\r\n" + fields + "\r\nbody"), head))
                .isTrue();
        head.remove(HeaderNames.SET_COOKIE);
        head.set("x-a", "9");
        head.add(HeaderNames.SERVER, "n");
        stream.sendHeaders(head, true);
        assertThat(connection.takeWritten())
                .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-a: 9\r\nx-b: 2\r\nx-c: 3\r\nserver: n\r\n\r\n");
    }

    @Test
    void oneWriteForEachPartOfAMessage() {
        CodecStream stream = request("GET");
        stream.sendHeaders(head("200"), true);
        assertThat(connection.writes()).isEqualTo(1);
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequestClosesTheConnection() {
        receive("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab");
        CodecStream stream = transcript.stream(0);
        stream.sendHeaders(head("413"), true);
        assertThat(connection.takeWritten())
                .isEqualTo("HTTP/1.1 413 Payload Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        assertThat(connection.closed()).isNull();
        stream.reset(ResetReason.LOCAL_RESET);
        assertThat(connection.closed()).isEqualTo(CloseType.FLUSH_WRITE_AND_DELAY);
        assertThat(receive("cdefghi")).isTrue();
        assertThat(transcript.text()).doesNotContain("cdef").doesNotContain("reset");
    }

    @Test
    void theRestOfTheRequestMayStillBeReadAfterAnEarlyAnswer() {
        receive("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab");
        transcript.stream(0).sendHeaders(head("200"), true);
        receive("cd");
        assertThat(transcript.text()).endsWith("0 data abcd\n0 end\ndrained");
    }

    @Test
    void whoAsksToCloseIsAnsweredSo() {
        receive("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        transcript.stream(0).sendHeaders(head("200"), true);
        assertThat(connection.takeWritten()).contains("connection: close\r\n");
        assertThat(transcript.text()).endsWith("drained");
    }

    @Test
    void drainWithAndWithoutARequest() {
        codec.drain();
        assertThat(transcript.text()).isEqualTo("drained");
        codec = codec(Wire.LENIENT);
        CodecStream stream = request("GET");
        codec.drain();
        codec.drain();
        assertThat(transcript.text()).doesNotContain("drained");
        stream.sendHeaders(head("200"), true);
        assertThat(connection.takeWritten()).contains("connection: close\r\n");
        assertThat(transcript.lines()).containsOnlyOnce("drained");
        receive("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(transcript.streams()).isEqualTo(1);
    }

    @Test
    void anUpgradeThatIsAccepted() {
        receive("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nin");
        CodecStream stream = transcript.stream(0);
        stream.sendHeaders(head("101", "connection", "Upgrade", "upgrade", "x"), false);
        stream.sendData(Wire.queue("out"), false);
        receive("more");
        assertThat(connection.takeWritten())
                .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: x\r\n\r\nout");
        assertThat(transcript.text()).endsWith("0 data inmore");
    }

    @Test
    void anUpgradeThatIsRefusedClosesTheConnection() {
        receive("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
        transcript.stream(0).sendHeaders(head("403"), true);
        assertThat(connection.takeWritten())
                .isEqualTo("HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    }

    @Test
    void http10() {
        receive("GET / HTTP/1.0\r\n\r\n");
        CodecStream stream = transcript.stream(0);
        stream.sendHeaders(head("200"), false);
        stream.sendData(Wire.queue("abc"), true);
        assertThat(connection.takeWritten()).isEqualTo("HTTP/1.0 200 OK\r\nconnection: close\r\n\r\nabc");
        assertThat(transcript.text()).endsWith("drained");
        codec = codec(Wire.LENIENT);
        receive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        transcript.stream(0).sendHeaders(head("200", "content-length", "0"), true);
        assertThat(connection.takeWritten())
                .isEqualTo("HTTP/1.0 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n");
    }

    @Test
    void moreOrLessThanPromisedEndsTheConnection() {
        CodecStream stream = request("GET");
        stream.sendHeaders(head("200", "content-length", "2"), false);
        stream.sendData(Wire.queue("abc"), false);
        assertThat(connection.takeWritten()).doesNotContain("abc");
        assertThat(connection.closed()).isEqualTo(CloseType.FLUSH_WRITE_AND_DELAY);
        assertThat(transcript.text()).endsWith("0 reset protocol_error http1.content_length_mismatch");
        codec = codec(Wire.LENIENT);
        stream = request("GET");
        stream.sendHeaders(head("200", "content-length", "2"), false);
        stream.sendData(Wire.queue("a"), true);
        assertThat(connection.closed()).isEqualTo(CloseType.FLUSH_WRITE_AND_DELAY);
    }

    @Test
    void pipelinedBytesWaitAndReadingStopsWhileTheyDo() {
        CodecStream first = request("GET");
        assertThat(connection.readDisables()).isZero();
        receive("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
        receive("GET /3");
        assertThat(connection.readDisables()).isEqualTo(1);
        assertThat(transcript.streams()).isEqualTo(1);
        first.sendHeaders(head("200"), true);
        assertThat(connection.readDisables()).isZero();
        codec.dispatch(in);
        assertThat(transcript.streams()).isEqualTo(2);
        assertThat(connection.readDisables()).isEqualTo(1);
    }

    @Test
    void whatAStreamHasDisabledIsUndoneAtItsEnd() {
        CodecStream stream = request("GET");
        stream.readDisable(true);
        stream.readDisable(true);
        stream.sendHeaders(head("200"), true);
        assertThat(connection.readDisables()).isZero();
        stream.readDisable(true);
        assertThat(connection.readDisables()).isZero();
    }

    @Test
    void watermarksOfTheConnectionAreToldToTheStream() {
        codec.aboveWriteHighWatermark();
        connection.above(true);
        request("GET");
        assertThat(transcript.text()).startsWith("0 above");
        codec.belowWriteLowWatermark();
        assertThat(transcript.text()).endsWith("0 below");
    }

    @Test
    void theEndOfTheConnectionResetsTheStream() {
        CodecStream stream = request("GET");
        codec.connectionClosed(ResetReason.CONNECTION_TERMINATION, true);
        assertThat(transcript.text()).endsWith("0 reset connection_termination");
        stream.sendHeaders(head("200"), true);
        stream.reset(ResetReason.LOCAL_RESET);
        assertThat(connection.takeWritten()).isEmpty();
        assertThat(connection.closed()).isNull();
    }

    @Test
    void aRefusedRequestCanBeAnswered() {
        transcript.whenComplete(stream -> stream.sendHeaders(head("400"), true));
        assertThat(receive("FOO\r\n\r\n")).isFalse();
        assertThat(connection.takeWritten())
                .isEqualTo("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        assertThat(receive("GET / HTTP/1.1\r\n\r\n")).isFalse();
        assertThat(transcript.streams()).isEqualTo(1);
    }

    @Test
    void spellings() {
        assertThat(spelled(Http1Spec.NameSpelling.PROPER_CASE))
                .isEqualTo("HTTP/1.1 200 OK\r\nX-9a_B-C: 1\r\nEtag: 2\r\nContent-Length: 0\r\n\r\n");
        assertThat(spelled(Http1Spec.NameSpelling.LOWER_CASE))
                .isEqualTo("HTTP/1.1 200 OK\r\nx-9a_b-c: 1\r\netag: 2\r\ncontent-length: 0\r\n\r\n");
    }

    private String spelled(Http1Spec.NameSpelling spelling) {
        codec = codec(spelling(spelling));
        request("GET").sendHeaders(head("200", "X-9a_b-c", "1", "ETag", "2"), true);
        return connection.takeWritten();
    }

    static Http1Spec spelling(Http1Spec.NameSpelling spelling) {
        return new Http1Spec(
                false, "", true, false, true, false, false, Http1Spec.Underscores.ALLOW, spelling, true, 10_000, 100);
    }

    @Test
    void theSpellingOfTheOtherSide() {
        for (Http1Spec.NameSpelling each : new Http1Spec.NameSpelling[] {
            Http1Spec.NameSpelling.PRESERVED, Http1Spec.NameSpelling.PRESERVED_ELSE_PROPER
        }) {
            FakeConnection upstream = new FakeConnection();
            Transcript told = new Transcript().keepingHeads();
            Http1UpstreamCodec other = new Http1UpstreamCodec(upstream.face(), spelling(each), Wire.HEADS, told);
            CodecStream sent = other.open(told.answers(null));
            sent.sendHeaders(Wire.request("GET", "/"), true);
            other.dispatch(Wire.queue("HTTP/1.1 200 Fine\r\nX-FooBar: 1\r\nETag: 2\r\ncontent-LENGTH: 0\r\n\r\n"));
            upstream.takeWritten();
            Head head = told.heads().getFirst();
            head.set(HeaderNames.SERVER, "n");
            head.remove("etag");
            codec = codec(Wire.LENIENT);
            request("GET").sendHeaders(head, true);
            assertThat(connection.takeWritten())
                    .isEqualTo("HTTP/1.1 200 Fine\r\nX-FooBar: 1\r\ncontent-LENGTH: 0\r\n"
                            + (each == Http1Spec.NameSpelling.PRESERVED ? "server" : "Server") + ": n\r\n\r\n");
        }
    }

    @Test
    void bytesAreCounted() {
        receive("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
        CodecStream stream = transcript.stream(0);
        stream.sendHeaders(head("200", "content-length", "2"), false);
        stream.sendData(Wire.queue("ok"), true);
        assertThat(stream.bytes().headBytesReceived()).isEqualTo(26);
        assertThat(stream.bytes().bytesReceived()).isEqualTo(50);
        assertThat(stream.bytes().headBytesSent()).isEqualTo(38);
        assertThat(stream.bytes().bytesSent()).isEqualTo(40);
    }

    @Test
    void misuse() {
        CodecStream stream = request("GET");
        assertThatThrownBy(() -> stream.sendData(Wire.queue("x"), false)).isInstanceOf(IllegalStateException.class);
        stream.sendHeaders(head("200"), false);
        assertThatThrownBy(() -> stream.sendHeaders(head("200"), false)).isInstanceOf(IllegalStateException.class);
    }
}
