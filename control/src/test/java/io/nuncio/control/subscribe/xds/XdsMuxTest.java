package io.nuncio.control.subscribe.xds;

import static io.nuncio.control.subscribe.xds.HandTransport.resource;
import static io.nuncio.control.subscribe.xds.HandTransport.world;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.nuncio.proxy.spec.ControlPlaneSpec.RateLimit;
import org.junit.jupiter.api.Test;

/** The protocol, message by message: what Envoy's documentation of xDS asks of a client. */
class XdsMuxTest extends MuxStage {

    @Test
    void typesAreAskedForInTheOrderOfWhoIsNamedFirstWhateverTheOrderOfInterest() {
        mux.interest(ResourceType.LISTENERS, listeners).wantAll();
        mux.interest(ResourceType.ENDPOINTS, endpoints).want("e");
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.start();
        assertThat(plane.stream().sent)
                .extracting(sent -> ((DiscoveryRequest) sent).getTypeUrl())
                .containsExactly(
                        ResourceType.CLUSTERS.typeUrl(),
                        ResourceType.ENDPOINTS.typeUrl(),
                        ResourceType.LISTENERS.typeUrl());
        assertThat(stats.gauge("control_plane.connected_state").value()).isEqualTo(1);
    }

    @Test
    void onlyTheFirstMessageOfEachStreamSaysWhoAsks() {
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.interest(ResourceType.LISTENERS, listeners).wantAll();
        mux.start();
        assertThat(plane.stream().next().getNode()).isEqualTo(NODE);
        assertThat(plane.stream().next().hasNode()).isFalse();
        plane.stream().answers.onClosed("gone");
        main.advance(java.time.Duration.ofMillis(500));
        assertThat(plane.stream().next().getNode()).isEqualTo(NODE);
        assertThat(plane.stream().next().hasNode()).isFalse();
    }

    @Test
    void everyMessageSaysWhoAsksUnlessToldOtherwise() {
        mux.close();
        mux = mux(false, RateLimit.NONE, false);
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.interest(ResourceType.LISTENERS, listeners).wantAll();
        mux.start();
        assertThat(plane.stream().next().getNode()).isEqualTo(NODE);
        assertThat(plane.stream().next().getNode()).isEqualTo(NODE);
    }

    @Test
    void whatWasTakenIsAcknowledgedWithItsVersionAndNonce() {
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.start();
        DiscoveryRequest first = plane.stream().next();
        assertThat(first.getVersionInfo()).isEmpty();
        assertThat(first.getResponseNonce()).isEmpty();
        assertThat(first.getResourceNamesList()).isEmpty();
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "1", "a", ANY));
        DiscoveryRequest ack = plane.stream().next();
        assertThat(ack.getVersionInfo()).isEqualTo("1");
        assertThat(ack.getResponseNonce()).isEqualTo("a");
        assertThat(ack.hasErrorDetail()).isFalse();
        assertThat(clusters.told).containsExactly("world 1 []");
    }

    @Test
    void whatWasRefusedIsRefusedWithEveryReasonTheOldVersionAndTheNewNonce() {
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.start();
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "1", "a", ANY));
        clusters.verdict = new Verdict(ImmutableList.of(
                new Verdict.Refusal("c1", "type: is wrong; lb_policy: too"),
                new Verdict.Refusal("c2", "connect_timeout: is 0")));
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "2", "b", ANY));
        plane.stream().next();
        plane.stream().next();
        DiscoveryRequest nack = plane.stream().next();
        assertThat(nack.getVersionInfo()).isEqualTo("1");
        assertThat(nack.getResponseNonce()).isEqualTo("b");
        assertThat(nack.getErrorDetail().getCode()).isEqualTo(13);
        assertThat(nack.getErrorDetail().getMessage())
                .isEqualTo("c1: type: is wrong; lb_policy: too\nc2: connect_timeout: is 0");
    }

    @Test
    void aConsumerThatFailsHasRefused() {
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.start();
        plane.stream().next();
        clusters.failure = new IllegalStateException("oops");
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "1", "a", ANY));
        assertThat(plane.stream().next().getErrorDetail().getMessage()).contains("oops");
    }

    @Test
    void whatAResponseMakesOneAskForGoesOutAfterItsAcknowledgementAndInOneMessage() {
        XdsMux.Interest named = mux.interest(ResourceType.ENDPOINTS, endpoints);
        mux.interest(ResourceType.CLUSTERS, new ResourceConsumer() {
                    @Override
                    public Verdict onWorld(String version, ImmutableList<XdsResource> resources) {
                        named.want("e1");
                        named.want("e2");
                        return Verdict.ACCEPTED;
                    }

                    @Override
                    public Verdict onChanges(
                            String version, ImmutableList<XdsResource> changed, ImmutableList<String> removed) {
                        return Verdict.ACCEPTED;
                    }

                    @Override
                    public void onConnectionFailure() {}
                })
                .wantAll();
        mux.start();
        plane.stream().next();
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "1", "a"));
        assertThat(plane.stream().next().getTypeUrl()).isEqualTo(ResourceType.CLUSTERS.typeUrl());
        DiscoveryRequest eds = plane.stream().next();
        assertThat(eds.getTypeUrl()).isEqualTo(ResourceType.ENDPOINTS.typeUrl());
        assertThat(eds.getResourceNamesList()).containsExactly("e1", "e2");
        assertThat(plane.stream().sent).isEmpty();
    }

    @Test
    void whoHasNeverAskedForANameDoesNotAskForEverything() {
        XdsMux.Interest named = mux.interest(ResourceType.ENDPOINTS, endpoints);
        mux.start();
        assertThat(plane.stream().sent).isEmpty();
        named.want("e");
        named.drop("e");
        assertThat(plane.stream().next().getResourceNamesList()).containsExactly("e");
        // On this stream it has asked: the empty list now says that nothing is wanted any more.
        assertThat(plane.stream().next().getResourceNamesList()).isEmpty();
        plane.stream().answers.onClosed("gone");
        main.advance(java.time.Duration.ofMillis(500));
        assertThat(plane.streams).hasSize(2);
        assertThat(plane.stream().sent).isEmpty();
    }

    @Test
    void aPausedTypeAcknowledgesWhenItGoesOn() {
        XdsMux.Interest interest = mux.interest(ResourceType.CLUSTERS, clusters);
        interest.wantAll();
        mux.start();
        plane.stream().next();
        interest.pause();
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "1", "a"));
        assertThat(plane.stream().sent).isEmpty();
        interest.resume();
        assertThat(plane.stream().next().getResponseNonce()).isEqualTo("a");
    }

    @Test
    void aLostStreamIsOpenedAgainAfterPausesThatDoubleUntilSomethingComes() {
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.start();
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "7", "a"));
        long[] pauses = {500, 1_000, 2_000, 2_000};
        for (long pauseMs : pauses) {
            int before = plane.streams.size();
            plane.stream().answers.onClosed("gone");
            assertThat(stats.gauge("control_plane.connected_state").value()).isZero();
            main.advance(java.time.Duration.ofMillis(pauseMs - 2));
            assertThat(plane.streams).hasSize(before);
            main.advance(java.time.Duration.ofMillis(1));
            assertThat(plane.streams).hasSize(before + 1);
        }
        assertThat(clusters.told).containsExactly("world 7 []", "failure", "failure", "failure", "failure");
        DiscoveryRequest again = plane.stream().next();
        assertThat(again.getVersionInfo()).isEqualTo("7");
        assertThat(again.getResponseNonce()).isEmpty();
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "7", "z"));
        plane.stream().answers.onClosed("gone");
        main.advance(java.time.Duration.ofMillis(499));
        assertThat(plane.streams).hasSize(6);
    }

    @Test
    void whatAnOldStreamStillSaysIsNotHeard() {
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.start();
        HandTransport.HandStream old = plane.stream();
        old.answers.onClosed("gone");
        old.answers.onMessage(world(ResourceType.CLUSTERS, "1", "a"));
        old.answers.onClosed("gone again");
        assertThat(clusters.told).containsExactly("failure");
        assertThat(old.closed).isTrue();
    }

    @Test
    void aResponseNobodyAskedForIsNotAnswered() {
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.start();
        plane.stream().sent.clear();
        plane.stream().answers.onMessage(world(ResourceType.LISTENERS, "1", "a"));
        assertThat(plane.stream().sent).isEmpty();
        assertThat(clusters.told).isEmpty();
    }

    @Test
    void requestsWaitForTokens() {
        mux.close();
        mux = mux(false, new RateLimit(1, 10), true);
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.interest(ResourceType.LISTENERS, listeners).wantAll();
        mux.start();
        assertThat(plane.stream().sent).hasSize(1);
        assertThat(stats.counter("control_plane.rate_limit_enforced").value()).isEqualTo(1);
        assertThat(stats.gauge("control_plane.pending_requests").value()).isEqualTo(1);
        main.advance(java.time.Duration.ofMillis(101));
        assertThat(plane.stream().sent).hasSize(2);
        assertThat(stats.gauge("control_plane.pending_requests").value()).isZero();
    }

    @Test
    void aResourceLivesAsLongAsItsTimeUnlessAHeartbeatComes() {
        mux.interest(ResourceType.ENDPOINTS, endpoints).want("e");
        mux.start();
        Resource whole = resource("e", "1", ANY).toBuilder()
                .setTtl(Duration.newBuilder().setSeconds(1))
                .build();
        Resource heartbeat = whole.toBuilder().clearResource().build();
        plane.stream().answers.onMessage(world(ResourceType.ENDPOINTS, "1", "a", whole));
        main.advance(java.time.Duration.ofMillis(900));
        plane.stream().answers.onMessage(world(ResourceType.ENDPOINTS, "1", "b", heartbeat));
        main.advance(java.time.Duration.ofMillis(900));
        assertThat(endpoints.told).containsExactly("world 1 [e]");
        main.advance(java.time.Duration.ofMillis(100));
        assertThat(endpoints.told).containsExactly("world 1 [e]", "delta 1 [] -[e]");
    }

    @Test
    void afterTheEndNothingIsSaidAndNothingIsHeard() {
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.start();
        mux.close();
        assertThat(plane.stream().closed).isTrue();
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "1", "a"));
        plane.stream().answers.onClosed("gone");
        main.advance(java.time.Duration.ofSeconds(60));
        assertThat(clusters.told).isEmpty();
        assertThat(plane.streams).hasSize(1);
    }
}
