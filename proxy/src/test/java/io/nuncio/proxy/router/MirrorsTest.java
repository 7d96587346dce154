package io.nuncio.proxy.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.match.FractionSpec;
import io.nuncio.proxy.spec.route.ClusterChoiceSpec;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.ForwardSpec.Mirror;
import io.nuncio.proxy.spi.message.ResetReason;
import org.junit.jupiter.api.Test;

/** Copies of requests: Envoy's marks on them, and how long they live. */
class MirrorsTest {

    private static ForwardSpec mirrored(FractionSpec fraction, boolean suffix) {
        ForwardSpec plain = RouterHarness.toCluster();
        return new ForwardSpec(
                plain.cluster(),
                plain.clusterNotFoundStatus(),
                plain.rewrites(),
                plain.timeouts(),
                plain.retry(),
                ImmutableList.of(new Mirror(new ClusterChoiceSpec.Named("m"), fraction, suffix, "")),
                plain.upgrades(),
                plain.balancing());
    }

    @Test
    void aCopyGoesToTheOtherClusterAndNobodySeesItsAnswer() {
        try (RouterHarness h = new RouterHarness(mirrored(FractionSpec.ALWAYS, true))) {
            h.request(false, ":authority", "h:80").data("body", true);
            h.ready();
            h.loop.asCurrent(h.other::ready);
            assertThat(h.seen())
                    .containsExactly(
                            "up0 GET h:80 /p x-envoy-expected-rq-timeout-ms=15000",
                            "up0 data body end",
                            "m0 GET h-shadow:80 /p x-envoy-expected-rq-timeout-ms=15000 x-envoy-internal=true"
                                    + " x-forwarded-for=10.0.0.9",
                            "m0 data body end");
            h.run(() -> h.other.last().onHeaders(h.head(500), false));
            h.run(() -> h.other.last().onData(ByteQueue.ofAscii("no"), true));
            assertThat(h.seen()).isEmpty();
            h.respond(200, true);
            assertThat(h.seen()).containsExactly("client 200 x-envoy-upstream-service-time=0 end");
        }
    }

    @Test
    void aCopyThatIsCompleteOutlivesTheRequest() {
        try (RouterHarness h = new RouterHarness(mirrored(FractionSpec.ALWAYS, false))) {
            h.request(true).ready();
            h.loop.asCurrent(h.other::ready);
            h.respond(200, true);
            assertThat(h.complete).isTrue();
            assertThat(h.seen()).doesNotContain("m0 reset");
        }
    }

    @Test
    void aCopyThatIsNotCompleteEndsWithTheRequest() {
        try (RouterHarness h = new RouterHarness(mirrored(FractionSpec.ALWAYS, false))) {
            h.request(false).ready();
            h.loop.asCurrent(h.other::ready);
            h.run(() -> h.stream.onReset(ResetReason.CONNECTION_TERMINATION, ""));
            assertThat(h.seen()).contains("m0 reset");
        }
    }

    @Test
    void aCopyThatFailsChangesNothing() {
        try (RouterHarness h = new RouterHarness(mirrored(FractionSpec.ALWAYS, false))) {
            h.request(false).ready();
            h.loop.asCurrent(h.other::ready);
            h.run(() -> h.other.last().onReset(ResetReason.REMOTE_RESET, "")).data("x", true);
            h.respond(200, true);
            assertThat(h.seen().getLast()).startsWith("client 200");
        }
    }

    @Test
    void onlyAShareOfTheRequestsIsCopied() {
        try (RouterHarness h = new RouterHarness(mirrored(new FractionSpec(0, 100, ""), false))) {
            h.request(true).ready();
            assertThat(h.other.asked).isEmpty();
        }
    }
}
