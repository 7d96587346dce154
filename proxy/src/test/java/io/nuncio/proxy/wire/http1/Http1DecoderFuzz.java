package io.nuncio.proxy.wire.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nuncio.proxy.spec.http.Http1Spec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes, cut anywhere. In a usual build the corpus runs; {@code JAZZER_FUZZ=1 mvn test -pl proxy
 * -Dtest=Http1DecoderFuzz} searches for more.
 */
class Http1DecoderFuzz {

    /** What is read does not depend on the cuts, and the next hop reads what this one has sent on. */
    @FuzzTest(maxDuration = "1h")
    void requests(byte[] input) {
        Input cut = new Input(input);
        for (Http1Spec spec : List.of(Http1Spec.DOWNSTREAM, Wire.LENIENT)) {
            assertThat(Wire.requests(spec, cut.parts)).isEqualTo(Wire.requests(spec, List.of(cut.whole)));
            Forwarding first = Forwarding.of(spec, cut.parts);
            Forwarding second = Forwarding.of(Wire.LENIENT, List.of(first.sent()));
            assertThat(second.requests()).isEqualTo(first.requests());
        }
    }

    /** What is read does not depend on the cuts. */
    @FuzzTest(maxDuration = "1h")
    void responses(byte[] input) {
        Input cut = new Input(input);
        for (String method : List.of("GET", "HEAD", "CONNECT", "UPGRADE")) {
            assertThat(Wire.responses(Wire.LENIENT, method, cut.parts, true))
                    .isEqualTo(Wire.responses(Wire.LENIENT, method, List.of(cut.whole), true));
        }
    }

    /** The first byte says how many cuts there are, and as many bytes behind it where; the rest are the bytes. */
    private static final class Input {

        private static final int CUTS_MAX = 8;

        private final String whole;
        private final List<String> parts = new ArrayList<>();

        Input(byte[] input) {
            int cuts = input.length == 0 ? 0 : Math.min((input[0] & 0xFF) % CUTS_MAX, input.length - 1);
            int start = Math.min(input.length, 1 + cuts);
            whole = new String(input, start, input.length - start, StandardCharsets.ISO_8859_1);
            int from = 0;
            for (int i = 1; i <= cuts && from < whole.length(); i++) {
                int to = Math.min(whole.length(), from + 1 + (input[i] & 0xFF));
                parts.add(whole.substring(from, to));
                from = to;
            }
            parts.add(whole.substring(from));
        }
    }
}
