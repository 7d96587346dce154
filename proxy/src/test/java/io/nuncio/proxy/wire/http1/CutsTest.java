package io.nuncio.proxy.wire.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.proxy.spec.http.Http1Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read does not depend on how the bytes were cut, whether they are a message or not. */
class CutsTest {

    private static final int MUTATIONS = 1_500;
    private static final int CUTS_MAX = 6;

    static List<String> requests() {
        return List.of(
                "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
                "\r\n\r\nGET http://u@x:80/a?b HTTP/1.1\r\nHost: h\r\nX: 1\r\nConnection: x\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nAccept: a\r\nAccept: b\r\n\r\nabcdePUT /2 HTTP/1.1\r\nX:\ty \r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nT: 1\r\nU: 2\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nX: a\r\n b\r\n\tc\r\nY:\r\n d\r\nZ: e\r\n \r\n\r\n",
                "GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nraw\r\nbytes",
                "GET / HTTP/1.1\r\nX: 1\nY: 2\r\n\r\n",
                "GET / HTTP/1.1\r\nX: a\rb\r\n\r\n",
                "GET / HTTP/1.1\r\n" + "Long-Name: " + "v".repeat(1_100) + "\r\nX: 1\r\n\r\n",
                "GET / HTTP/1.1\r\n" + "N: v\r\n".repeat(101) + "\r\n",
                "GET / HTTP/1.1\r\nN: v\r\n" + "n".repeat(30),
                "GET / HTTP/1.1\r\n" + "N: v\r\n".repeat(101) + "\r",
                "CONNECT a:1 HTTP/1.1\r\nHost: h\r\n\r\n\0\1\2");
    }

    static List<String> responses() {
        return List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 100 x\r\n\r\nHTTP/1.1 103 y\r\nLink: z\r\n\r\nHTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nT: 1\r\n\r\n",
                "HTTP/1.0 404 Not Found\r\nX: a\r\n b\r\n\r\nuntil the end",
                "HTTP/1.1 204 x\r\nVary: a\r\nVary: b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestsCutAnywhere(String bytes) {
        String whole = Wire.requests(Wire.LENIENT, List.of(bytes));
        for (int i = 0; i <= bytes.length(); i++) {
            assertThat(Wire.requests(Wire.LENIENT, Wire.cut(bytes, i)))
                    .as("cut at " + i)
                    .isEqualTo(whole);
        }
        assertThat(Wire.requests(Wire.LENIENT, Wire.singly(bytes))).isEqualTo(whole);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void responsesCutAnywhere(String bytes) {
        String whole = response(List.of(bytes));
        for (int i = 0; i <= bytes.length(); i++) {
            assertThat(response(Wire.cut(bytes, i))).as("cut at " + i).isEqualTo(whole);
        }
        assertThat(response(Wire.singly(bytes))).isEqualTo(whole);
    }

    @Test
    void mutatedMessagesCutAtRandom() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < MUTATIONS; i++) {
            List<String> samples = i % 2 == 0 ? requests() : responses();
            String bytes = mutated(samples.get(random.nextInt(samples.size())), random);
            List<String> parts = cutAtRandom(bytes, random);
            String name = "seed " + seed + " round " + i + ": " + bytes;
            if (i % 2 == 0) {
                assertThat(Wire.requests(Wire.LENIENT, parts))
                        .as(name)
                        .isEqualTo(Wire.requests(Wire.LENIENT, List.of(bytes)));
                assertThat(Wire.requests(Http1Spec.DOWNSTREAM, parts))
                        .as(name)
                        .isEqualTo(Wire.requests(Http1Spec.DOWNSTREAM, List.of(bytes)));
            } else {
                assertThat(response(parts)).as(name).isEqualTo(response(List.of(bytes)));
            }
        }
    }

    @Test
    void whatIsSentOnIsWhatWasRead() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int sentOn = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            List<String> samples = requests();
            String bytes = mutated(samples.get(random.nextInt(samples.size())), random)
                    .replaceFirst("HTTP/1.1\r\n", "HTTP/1.1\r\nHost: h\r\n");
            Forwarding first = Forwarding.of(Wire.LENIENT, List.of(bytes));
            Forwarding second = Forwarding.of(Wire.LENIENT, List.of(first.sent()));
            assertThat(second.requests()).as("seed " + seed + ": " + bytes).isEqualTo(first.requests());
            sentOn += first.requests().size();
        }
        assertThat(sentOn).isGreaterThan(MUTATIONS / 10);
    }

    private static String response(List<String> parts) {
        return Wire.responses(Wire.LENIENT, "GET", parts, true);
    }

    private static String mutated(String bytes, Random random) {
        StringBuilder text = new StringBuilder(bytes);
        for (int i = random.nextInt(4); i >= 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, "\r\n: \t0a;,\0\u00ff".charAt(random.nextInt(11)));
                case 2 -> text.setCharAt(at, (char) random.nextInt(256));
                case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(20))));
                default -> text.delete(at, Math.min(text.length(), at + random.nextInt(8)));
            }
        }
        return text.toString();
    }

    private static List<String> cutAtRandom(String bytes, Random random) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int i = random.nextInt(CUTS_MAX); i > 0 && from < bytes.length(); i--) {
            int to = from + 1 + random.nextInt(bytes.length() - from);
            parts.add(bytes.substring(from, to));
            from = to;
        }
        parts.add(bytes.substring(from));
        return parts;
    }
}
