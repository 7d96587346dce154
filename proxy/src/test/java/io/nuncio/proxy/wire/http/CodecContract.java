package io.nuncio.proxy.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spi.message.CodecStream;
import io.nuncio.proxy.spi.message.Head;
import io.nuncio.proxy.spi.message.HeadPool;
import io.nuncio.proxy.spi.message.ResetReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every pair of codecs keeps, whatever the version of HTTP: many streams side by side, a window each, resets, early
 * answers, interim responses, trailers, drain. A version that carries one stream at a time uses a connection for each.
 */
public abstract class CodecContract {

    private static final int STREAMS = 100;
    private static final int CHUNKS = 5;
    private static final HeaderName CALL = HeaderName.of("x-call");

    private final HeadPool heads = new HeadPool();
    private final List<CodecPair> pairs = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private int drained;

    /** Two codecs over two connections, with all options on. */
    protected abstract CodecPair connect(HeadPool pool, DownstreamAnswers requests, CodecAnswers upstreamAnswers);

    @AfterEach
    void release() {
        pairs.forEach(CodecPair::release);
    }

    @Test
    void aHundredStreamsSideBySide() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < STREAMS; i++) {
            open();
        }
        List<Runnable> steps = new ArrayList<>();
        int[] next = new int[STREAMS];
        IntStream.range(0, STREAMS * (CHUNKS + 1))
                .forEach(i -> steps.add(() -> {
                    int n = random.nextInt(STREAMS);
                    while (next[n] > CHUNKS) {
                        n = (n + 1) % STREAMS;
                    }
                    step(calls.get(n), n, next[n]++);
                    if (random.nextInt(3) == 0) {
                        pump();
                    }
                }));
        steps.forEach(Runnable::run);
        pump();
        for (int n = 0; n < STREAMS; n++) {
            String body = IntStream.range(1, CHUNKS + 1)
                    .mapToObj(CodecContract::chunk)
                    .reduce("", String::concat)
                    .replace("#", "" + n);
            Call call = calls.get(n);
            assertThat(call.request).as("seed " + seed).hasToString("POST /" + n + "|" + body + "|end");
            assertThat(call.response).as("seed " + seed).hasToString("200|" + capitals(body) + "|end");
        }
        assertThat(pairs).allSatisfy(pair -> {
            assertThat(pair.downstream().streams()).isZero();
            assertThat(pair.upstream().streams()).isZero();
        });
    }

    /** Of each stream: the head, the chunks, each echoed in capitals as it comes. */
    private void step(Call call, int number, int step) {
        if (step == 0) {
            call.whenAsked = () -> call.answer().sendHeaders(response("200"), false);
            call.request.whenData = (text, end) -> call.answer().sendData(bytes(capitals(text)), end);
            call.ask("POST", "/" + number, false);
        } else {
            call.send().sendData(bytes(chunk(step).replace("#", "" + number)), step == CHUNKS);
        }
    }

    private static String chunk(int step) {
        return "a#b".repeat(step * 7);
    }

    @Test
    void aStreamThatIsNotReadHoldsUpNobodyElse() {
        Call slow = open();
        Call other = open();
        slow.ask("POST", "/slow", false);
        other.ask("POST", "/other", false);
        pump();
        slow.answer().readDisable(true);
        slow.answer().readDisable(true);
        String large = "x".repeat(50_000);
        for (int i = 0; i < 6; i++) {
            slow.send().sendData(bytes(large), i == 5);
            pump();
        }
        other.send().sendData(bytes("fine"), true);
        pump();
        assertThat(other.request).hasToString("POST /other|fine|end");
        assertThat(slow.response.blocked).isEqualTo(1);
        assertThat(slow.request.text.length()).isLessThan(200_000);
        slow.answer().readDisable(false);
        pump();
        assertThat(slow.response.blocked).isEqualTo(1);
        slow.answer().readDisable(false);
        pump();
        assertThat(slow.response.blocked).isZero();
        assertThat(slow.request).hasToString("POST /slow|" + large.repeat(6) + "|end");
    }

    @Test
    void interimResponsesAndTrailersOfBothSides() {
        Call call = open();
        call.ask("POST", "/", false);
        call.send().sendData(bytes("q"), false);
        call.send().sendTrailers(trailers(Head.Kind.REQUEST_TRAILERS, "x-q", "1"));
        pump();
        CodecStream answer = call.answer();
        answer.sendInterim(response("103"));
        answer.sendHeaders(response("200"), false);
        answer.sendData(bytes("a"), false);
        answer.sendTrailers(trailers(Head.Kind.RESPONSE_TRAILERS, "x-a", "2"));
        pump();
        assertThat(call.request).hasToString("POST /|q|x-q=1|end");
        assertThat(call.response).hasToString("(103)200|a|x-a=2|end");
    }

    @Test
    void headsAloneAreMessages() {
        Call call = open();
        call.ask("GET", "/", true);
        pump();
        call.answer().sendHeaders(response("204"), true);
        pump();
        assertThat(call.request).hasToString("GET /|end");
        assertThat(call.response).hasToString("204|end");
    }

    @Test
    void whoAsksMayGiveUp() {
        Call call = open();
        Call other = open();
        call.ask("POST", "/", false);
        other.ask("GET", "/o", true);
        pump();
        call.send().reset(ResetReason.LOCAL_RESET);
        pump();
        assertThat(call.request.toString()).startsWith("POST /|").contains("reset");
        call.answer().sendHeaders(response("200"), true);
        other.answer().sendHeaders(response("200"), true);
        pump();
        assertThat(call.request.resets).isEqualTo(1);
        assertThat(call.response.toString()).isEmpty();
        assertThat(other.response).hasToString("200|end");
    }

    @Test
    void whoAnswersMayGiveUp() {
        Call call = open();
        call.ask("GET", "/", true);
        pump();
        call.answer().sendHeaders(response("200"), false);
        call.answer().sendData(bytes("half"), false);
        pump();
        call.answer().reset(ResetReason.LOCAL_RESET);
        pump();
        assertThat(call.response.toString()).startsWith("200|half").contains("reset");
        assertThat(call.response.resets).isEqualTo(1);
        assertThat(call.request.resets).isZero();
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequest() {
        Call call = open();
        call.ask("POST", "/", false);
        call.send().sendData(bytes("some"), false);
        pump();
        call.answer().sendHeaders(response("413"), true);
        pump();
        assertThat(call.response).hasToString("413|end");
        call.answer().reset(ResetReason.LOCAL_RESET);
        pump();
        assertThat(call.response.resets).isEqualTo(1);
        call.send().sendData(bytes("more"), true);
        pump();
        assertThat(call.request).hasToString("POST /|some");
    }

    @Test
    void drainLetsOpenStreamsEnd() {
        Call call = open();
        CodecPair pair = pairs.getFirst();
        call.ask("GET", "/", true);
        pump();
        pair.downstream().drain();
        pair.downstream().drain();
        pump();
        assertThat(drained).isZero();
        call.answer().sendHeaders(response("200"), true);
        pump();
        assertThat(call.response).hasToString("200|end");
        assertThat(drained).isEqualTo(1);
        assertThat(call.peerDrains).isEqualTo(1);
        assertThat(pair.upstream().canOpen()).isFalse();
    }

    @Test
    void theEndOfTheConnectionEndsEveryStream() {
        Call call = open();
        call.ask("POST", "/", false);
        pump();
        pairs.forEach(CodecPair::close);
        assertThat(call.request).hasToString("POST /|reset connection_termination");
        assertThat(call.response).hasToString("reset connection_termination");
        call.send().sendData(bytes("x"), true);
        call.answer().sendHeaders(response("200"), true);
        assertThat(call.request.resets + call.response.resets).isEqualTo(2);
    }

    private void pump() {
        pairs.forEach(CodecPair::pump);
    }

    /** One more stream: on the connection that is there, if it takes one. */
    private Call open() {
        CodecPair pair = pairs.isEmpty() ? null : pairs.getLast();
        Call call = new Call(calls.size());
        calls.add(call);
        if (pair == null || !pair.upstream().canOpen()) {
            pair = connect(heads, new Requests(), call);
            pairs.add(pair);
        }
        call.stream = pair.upstream().open(call.response);
        return call;
    }

    private Head response(String status) {
        Head head = heads.take(Head.Kind.RESPONSE);
        head.set(HeaderNames.STATUS, status);
        return head;
    }

    private Head trailers(Head.Kind kind, String name, String value) {
        Head head = heads.take(kind);
        head.set(name, value);
        return head;
    }

    private static ByteQueue bytes(String text) {
        ByteQueue queue = new ByteQueue();
        queue.add(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        return queue;
    }

    private static String capitals(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    /** One stream, seen from both ends. */
    private final class Call implements CodecAnswers {

        private final int number;
        private final StreamLog request = new StreamLog();
        private final StreamLog response = new StreamLog();
        private @Nullable CodecStream stream;
        private @Nullable CodecStream answering;
        private Runnable whenAsked = () -> {};
        private int peerDrains;

        Call(int number) {
            this.number = number;
        }

        CodecStream send() {
            return Objects.requireNonNull(stream);
        }

        CodecStream answer() {
            return Objects.requireNonNull(answering);
        }

        void ask(String method, String path, boolean end) {
            Head head = heads.take(Head.Kind.REQUEST);
            head.set(HeaderNames.METHOD, method);
            head.set(HeaderNames.PATH, path);
            head.set(HeaderNames.AUTHORITY, "h");
            head.set(CALL, number);
            send().sendHeaders(head, end);
            head.release();
        }

        @Override
        public void onPeerDrains() {
            peerDrains++;
        }
    }

    /** Requests say with their heads which call they are. */
    private final class Requests implements DownstreamAnswers {

        @Override
        public RequestAnswers onRequest(CodecStream stream) {
            return new Arriving(stream);
        }

        @Override
        public void onDrained() {
            drained++;
        }
    }

    private final class Arriving implements RequestAnswers {

        private final CodecStream stream;
        private @Nullable Call call;

        Arriving(CodecStream stream) {
            this.stream = stream;
        }

        private StreamLog log() {
            return Objects.requireNonNull(call).request;
        }

        @Override
        public void onHeaders(Head head, boolean end) {
            Call known = calls.get((int) head.number(CALL));
            call = known;
            known.answering = stream;
            head.remove(CALL);
            log().onHeaders(head, end);
            known.whenAsked.run();
        }

        @Override
        public void onData(ByteQueue data, boolean end) {
            log().onData(data, end);
        }

        @Override
        public void onTrailers(Head trailers) {
            log().onTrailers(trailers);
        }

        @Override
        public void onReset(ResetReason reason, String details) {
            log().onReset(reason, details);
        }

        @Override
        public void onRefused(int status, String details) {
            throw new AssertionError(status + " " + details);
        }
    }
}
