package io.nuncio.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.spi.message.ResetReason;
import io.nuncio.proxy.spi.message.StreamAnswers;
import io.nuncio.proxy.wire.http.CodecAnswers;
import io.nuncio.proxy.wire.http.DownstreamAnswers;
import io.nuncio.proxy.wire.http.RequestAnswers;
import io.nuncio.proxy.wire.http1.Http1Counters;
import io.nuncio.proxy.wire.http1.Http1DownstreamCodec;
import io.nuncio.proxy.wire.http1.Http1UpstreamCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request through both codecs and its answer of 1 KiB back, with the fields that the proxy adds by default: everything
 * of a proxied request but the sockets and the decisions. Run with {@code -prof gc} for the bytes allocated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "-Dio.netty.leakDetection.level=disabled",
            "-Dio.netty.buffer.checkBounds=false",
            "-Dio.netty.buffer.checkAccessible=false"
        })
public class Http1CodecBenchmark {

    private static final String SMALL = "GET /index.html HTTP/1.1\r\nHost: localhost:8080\r\n\r\n";
    private static final String BROWSER =
            "GET /index.html?a=1&b=2 HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: Mozilla/5.0 (X11;"
                    + " Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\nAccept: text/html,application/xhtml+xml,application/xml;"
                    + "q=0.9,*/*;q=0.8\r\nAccept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nReferer:"
                    + " https://www.example.com/\r\nCookie: session=0123456789abcdef0123456789abcdef; theme=dark\r\nUpgrade-Insecure-Requests:"
                    + " 1\r\nSec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Site: same-origin\r\nPriority: u=0, i\r\n\r\n";
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Sun, 22 Nov 2026 05:00:00 GMT\r\nContent-Type:"
                    + " application/octet-stream\r\nContent-Length: 1024\r\nLast-Modified: Sat, 21 Nov 2026 05:00:00 GMT\r\nConnection:"
                    + " keep-alive\r\nETag: \"69000000-400\"\r\nAccept-Ranges: bytes\r\n\r\n"
                    + "x".repeat(1024);

    private static final byte[] HTTP = bytes("http");
    private static final byte[] REQUEST_ID = bytes("01234567-89ab-4cde-8f01-23456789abcd");
    private static final byte[] SERVER = bytes("envoy");
    private static final byte[] DATE = bytes("Sun, 22 Nov 2026 05:00:00 GMT");
    private static final HeaderName MISSING = HeaderName.of("x-missing");
    private static final int TIMEOUT_MS = 15_000;

    @Param({"small", "browser"})
    private String request = "small";

    private final HeadPool heads = new HeadPool();
    private final SinkConnection client = new SinkConnection();
    private final SinkConnection server = new SinkConnection();
    private final Road road = new Road();
    private final Http1UpstreamCodec upstream =
            new Http1UpstreamCodec(server, Http1Spec.UPSTREAM, heads, new CodecAnswers() {});
    private final Http1DownstreamCodec downstream =
            new Http1DownstreamCodec(client, Http1Spec.DOWNSTREAM, heads, Http1Counters.NONE, road);
    private final ByteQueue fromClient = new ByteQueue();
    private final ByteQueue fromServer = new ByteQueue();
    private ByteBuf requestBytes = direct("");
    private ByteBuf answerBytes = direct("");
    private Head looked = heads.take(Head.Kind.REQUEST);

    @Setup
    public void fill() {
        requestBytes = direct(request.equals("small") ? SMALL : BROWSER);
        answerBytes = direct(ANSWER);
        looked = heads.take(Head.Kind.REQUEST);
        looked.set(HeaderNames.METHOD, "GET");
        looked.set(HeaderNames.PATH, "/");
        for (String each : new String[] {"accept", "user-agent", "accept-language", "x-a", "x-b", "x-c", "cookie"}) {
            looked.set(each, "value of " + each);
        }
    }

    /** There and back. */
    @Benchmark
    public long proxied() {
        fromClient.add(requestBytes.retainedDuplicate());
        downstream.dispatch(fromClient);
        fromServer.add(answerBytes.retainedDuplicate());
        upstream.dispatch(fromServer);
        return road.answered;
    }

    /** A known name that is not there. */
    @Benchmark
    public boolean lookUpMissing() {
        return looked.has(HeaderNames.X_REQUEST_ID);
    }

    /** A known name that is there, behind six others. */
    @Benchmark
    public boolean lookUpPresent() {
        return looked.has(HeaderNames.ACCEPT_LANGUAGE);
    }

    /** A name that the proxy does not know. */
    @Benchmark
    public boolean lookUpUnknown() {
        return looked.has(MISSING);
    }

    /** A value as a string. */
    @Benchmark
    public @Nullable String first() {
        return looked.first(HeaderNames.USER_AGENT);
    }

    private static ByteBuf direct(String text) {
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(Math.max(1, text.length()))
                .writeBytes(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The shortest road between the two codecs. */
    private final class Road implements DownstreamAnswers {

        private long answered;

        @Override
        public RequestAnswers onRequest(CodecStream stream) {
            return new Ride(stream);
        }
    }

    private final class Ride implements RequestAnswers {

        private final CodecStream answer;
        private @Nullable Head head;

        Ride(CodecStream answer) {
            this.answer = answer;
        }

        @Override
        public void onHeaders(Head request, boolean end) {
            head = request;
            request.set(HeaderNames.X_FORWARDED_PROTO, HTTP);
            request.set(HeaderNames.X_REQUEST_ID, REQUEST_ID);
            request.set(HeaderNames.X_ENVOY_EXPECTED_RQ_TIMEOUT_MS, TIMEOUT_MS);
            request.remove(HeaderNames.CONNECTION);
            upstream.open(new Back(this)).sendHeaders(request, end);
        }

        @Override
        public void onData(ByteQueue data, boolean end) {}

        @Override
        public void onTrailers(Head trailers) {}

        @Override
        public void onReset(ResetReason reason, String details) {}

        @Override
        public void onRefused(int status, String details) {
            throw new IllegalStateException(details);
        }
    }

    private final class Back implements StreamAnswers {

        private final Ride ride;
        private @Nullable Head head;

        Back(Ride ride) {
            this.ride = ride;
        }

        @Override
        public void onHeaders(Head response, boolean end) {
            head = response;
            response.remove(HeaderNames.CONNECTION);
            response.set(HeaderNames.X_ENVOY_UPSTREAM_SERVICE_TIME, 1);
            response.set(HeaderNames.DATE, DATE);
            response.set(HeaderNames.SERVER, SERVER);
            ride.answer.sendHeaders(response, end);
        }

        @Override
        public void onData(ByteQueue data, boolean end) {
            ride.answer.sendData(data, end);
            if (end && head != null && ride.head != null) {
                head.release();
                ride.head.release();
                road.answered++;
            }
        }

        @Override
        public void onTrailers(Head trailers) {}

        @Override
        public void onReset(ResetReason reason, String details) {}
    }
}
