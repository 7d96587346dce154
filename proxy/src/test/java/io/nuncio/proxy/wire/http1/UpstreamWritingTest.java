package io.nuncio.proxy.wire.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** The bytes of requests, and the life of an upstream connection. */
class UpstreamWritingTest {

    private final FakeConnection connection = new FakeConnection();
    private final Transcript transcript = new Transcript();
    private final Http1UpstreamCodec codec =
            new Http1UpstreamCodec(connection.face(), Http1Spec.UPSTREAM, Wire.HEADS, transcript);

    @AfterEach
    void release() {
        connection.takeWritten();
    }

    private CodecStream open() {
        return codec.open(transcript.answers(null));
    }

    private CodecStream sent(String method) {
        CodecStream stream = open();
        stream.sendHeaders(Wire.request(method, "/p"), true);
        return stream;
    }

    @ParameterizedTest
    @CsvSource({
        "GET, ''",
        "HEAD, ''",
        "DELETE, ''",
        "TRACE, ''",
        "POST, 'content-length: 0\r\n'",
        "OPTIONS, 'content-length: 0\r\n'",
        "PROPFIND, 'content-length: 0\r\n'",
    })
    void withoutABody(String method, String length) {
        sent(method);
        assertThat(connection.takeWritten()).isEqualTo(method + " /p HTTP/1.1\r\nhost: h\r\n" + length + "\r\n");
    }

    @Test
    void theHostComesFirst() {
        Head head = Wire.HEADS.take(Head.Kind.REQUEST);
        head.set(HeaderNames.METHOD, "GET");
        head.set(HeaderNames.PATH, "/");
        head.add("x-a", "1");
        head.add("host", "h:80");
        head.set(HeaderNames.SCHEME, "http");
        open().sendHeaders(head, true);
        assertThat(connection.takeWritten()).isEqualTo("GET / HTTP/1.1\r\nhost: h:80\r\nx-a: 1\r\n\r\n");
    }

    @Test
    void absoluteForm() {
        Http1Spec spec = new Http1Spec(
                false,
                "",
                true,
                true,
                false,
                false,
                false,
                Http1Spec.Underscores.ALLOW,
                Http1Spec.NameSpelling.LOWER_CASE,
                false,
                1_000,
                100);
        CodecStream stream =
                new Http1UpstreamCodec(connection.face(), spec, Wire.HEADS, transcript).open(transcript.answers(null));
        stream.sendHeaders(Wire.request("GET", "/a?b"), true);
        assertThat(connection.takeWritten()).isEqualTo("GET http://h/a?b HTTP/1.1\r\nhost: h\r\n\r\n");
    }

    @Test
    void bodies() {
        CodecStream stream = open();
        stream.sendHeaders(Wire.request("POST", "/p"), false);
        stream.sendData(Wire.queue("abc"), true);
        assertThat(connection.takeWritten())
                .isEqualTo("POST /p HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    }

    @Test
    void oneRequestAfterTheOther() {
        sent("GET");
        assertThat(codec.canOpen()).isFalse();
        assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class);
        codec.dispatch(Wire.queue("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        assertThat(codec.canOpen()).isTrue();
        sent("GET");
        codec.dispatch(Wire.queue("HTTP/1.1 204 x\r\n\r\n"));
        assertThat(transcript.text()).isEqualTo("""
                0 headers [:status=200|content-length=0]
                0 end
                2 headers [:status=204]
                2 end""");
    }

    @Test
    void bytesBeforeARequestEndTheConnection() {
        assertThat(codec.dispatch(Wire.queue("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")))
                .isFalse();
        assertThat(codec.canOpen()).isFalse();
    }

    @Test
    void anAnswerBeforeTheRequestWasSentIsNobodys() {
        open();
        assertThat(codec.dispatch(Wire.queue("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")))
                .isFalse();
        assertThat(transcript.text()).isEqualTo("0 reset protocol_error http1.codec_error");
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequestIsTheLast() {
        CodecStream stream = open();
        stream.sendHeaders(Wire.request("POST", "/p"), false);
        codec.dispatch(Wire.queue("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        assertThat(transcript.text()).endsWith("0 end\npeer drains");
        assertThat(codec.streams()).isEqualTo(1);
        stream.sendData(Wire.queue(""), true);
        assertThat(codec.streams()).isZero();
        assertThat(codec.canOpen()).isFalse();
    }

    @Test
    void resetClosesTheConnection() {
        CodecStream stream = sent("GET");
        stream.reset(ResetReason.LOCAL_RESET);
        assertThat(connection.closed()).isEqualTo(CloseType.NO_FLUSH);
        codec.connectionClosed(ResetReason.CONNECTION_TERMINATION, false);
        assertThat(transcript.text()).isEmpty();
        assertThat(codec.canOpen()).isFalse();
    }

    @Test
    void drain() {
        sent("GET");
        codec.drain();
        assertThat(codec.canOpen()).isFalse();
        codec.dispatch(Wire.queue("HTTP/1.1 204 x\r\n\r\n"));
        assertThat(transcript.text()).endsWith("0 end\ndrained");
        assertThat(codec.canOpen()).isFalse();
    }

    @Test
    void readingIsStoppedForAStreamOnly() {
        CodecStream stream = sent("GET");
        stream.readDisable(true);
        assertThat(connection.readDisables()).isEqualTo(1);
        codec.dispatch(Wire.queue("HTTP/1.1 204 x\r\n\r\n"));
        assertThat(connection.readDisables()).isZero();
    }

    @Test
    void aTunnel() {
        CodecStream stream = open();
        Head head = Wire.request("CONNECT", "/");
        head.remove(HeaderNames.PATH);
        head.set(HeaderNames.AUTHORITY, "a:80");
        stream.sendHeaders(head, false);
        stream.sendData(Wire.queue("early"), false);
        codec.dispatch(Wire.queue("HTTP/1.1 200 OK\r\n\r\nin"));
        stream.sendData(Wire.queue("out"), false);
        assertThat(connection.takeWritten()).isEqualTo("CONNECT a:80 HTTP/1.1\r\nhost: a:80\r\n\r\nearlyout");
        assertThat(transcript.text()).endsWith("0 data in");
    }
}
