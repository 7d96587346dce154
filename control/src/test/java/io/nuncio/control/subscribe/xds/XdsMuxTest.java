package io.nuncio.control.subscribe.xds;

import static io.nuncio.control.subscribe.xds.HandTransport.delta;
import static io.nuncio.control.subscribe.xds.HandTransport.resource;
import static io.nuncio.control.subscribe.xds.HandTransport.world;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Duration;
import com.google.protobuf.StringValue;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec.Backoff;
import io.nuncio.proxy.spec.ControlPlaneSpec.EnvoyGrpc;
import io.nuncio.proxy.spec.ControlPlaneSpec.GrpcServiceSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The protocol, message by message: what Envoy's documentation of xDS asks of a client. */
class XdsMuxTest {

    private static final Node NODE = Node.newBuilder().setId("n").build();
    private static final StringValue ANY = StringValue.of("x");

    private final ManualLoop main = new ManualLoop("main");
    private final HandTransport plane = new HandTransport();
    private final StatStore stats = new StatStore();
    private final Written clusters = new Written();
    private final Written endpoints = new Written();
    private final Written listeners = new Written();

    private XdsMux mux = mux(false, RateLimit.NONE, true);

    /** Writes down what it is told. */
    private static final class Written implements ResourceConsumer {
        final List<String> told = new ArrayList<>();
        Verdict verdict = Verdict.ACCEPTED;
        RuntimeException failure;

        @Override
        public Verdict onWorld(String version, ImmutableList<XdsResource> resources) {
            told.add("world " + version + " "
                    + resources.stream().map(XdsResource::name).toList());
            return answer();
        }

        @Override
        public Verdict onChanges(
                String version, ImmutableList<XdsResource> changed, ImmutableList<String> removed) {
            told.add("delta " + version + " "
                    + changed.stream().map(XdsResource::name).toList() + " -" + removed);
            return answer();
        }

        private Verdict answer() {
            if (failure != null) {
                throw failure;
            }
            return verdict;
        }

        @Override
        public void onConnectionFailure() {
            told.add("failure");
        }
    }

    @BeforeEach
    void begin() {
        main.runOnce();
    }

    @AfterEach
    void end() {
        mux.close();
        main.close();
    }

    private XdsMux mux(boolean delta, RateLimit limit, boolean nodeOnce) {
        RandomGenerator longest = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
        return new XdsMux(
                new XdsMux.Setting(main.dispatcher(), NODE, longest),
                new ControlPlaneSpec(
                        delta,
                        new GrpcServiceSpec(
                                new EnvoyGrpc("plane", ""), ImmutableList.of(), new Backoff(500, 2_000)),
                        nodeOnce,
                        limit),
                plane,
                stats.scope("control_plane"));
    }

    private void remake(boolean delta) {
        mux.close();
        mux = mux(delta, RateLimit.NONE, true);
    }

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
    void aDeltaStreamBeginsWithWhatIsWantedAndWhichVersionsAreThere() {
        remake(true);
        XdsMux.Interest named = mux.interest(ResourceType.ENDPOINTS, endpoints);
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        named.want("e1");
        named.want("e2");
        mux.start();
        DeltaDiscoveryRequest cds = plane.stream().nextDelta();
        assertThat(cds.getResourceNamesSubscribeList()).isEmpty();
        assertThat(cds.getInitialResourceVersionsMap()).isEmpty();
        assertThat(plane.stream().nextDelta().getResourceNamesSubscribeList()).containsExactly("e1", "e2");
        plane.stream()
                .answers
                .onMessage(delta(
                        ResourceType.CLUSTERS, "s1", "a", resource("c1", "1", ANY), resource("c2", "2", ANY)));
        plane.stream().answers.onMessage(delta(ResourceType.ENDPOINTS, "s1", "b", resource("e1", "9", ANY)));
        assertThat(plane.stream().nextDelta().getResponseNonce()).isEqualTo("a");
        assertThat(plane.stream().nextDelta().getResponseNonce()).isEqualTo("b");
        plane.stream()
                .answers
                .onMessage(DeltaDiscoveryResponse.newBuilder()
                        .setTypeUrl(ResourceType.CLUSTERS.typeUrl())
                        .setNonce("c")
                        .addRemovedResources("c2")
                        .build());
        plane.stream().answers.onClosed("gone");
        main.advance(java.time.Duration.ofMillis(500));
        assertThat(plane.stream().nextDelta().getInitialResourceVersionsMap()).containsExactly(java.util.Map.entry("c1", "1"));
        DeltaDiscoveryRequest eds = plane.stream().nextDelta();
        assertThat(eds.getInitialResourceVersionsMap()).containsExactly(java.util.Map.entry("e1", "9"));
        assertThat(eds.getResourceNamesSubscribeList()).containsExactly("e1", "e2");
        assertThat(eds.getResponseNonce()).isEmpty();
    }

    @Test
    void deltaSaysWhatIsWantedInAdditionOrNoMoreWithoutANonce() {
        remake(true);
        XdsMux.Interest named = mux.interest(ResourceType.ENDPOINTS, endpoints);
        named.want("e1");
        mux.start();
        plane.stream().nextDelta();
        named.want("e2");
        DeltaDiscoveryRequest more = plane.stream().nextDelta();
        assertThat(more.getResourceNamesSubscribeList()).containsExactly("e2");
        assertThat(more.getResponseNonce()).isEmpty();
        named.drop("e1");
        assertThat(plane.stream().nextDelta().getResourceNamesUnsubscribeList()).containsExactly("e1");
        assertThat(plane.stream().sent).isEmpty();
    }

    @Test
    void whatIsWantedAgainBeforeItsEndWasToldIsAskedForAgain() {
        remake(true);
        XdsMux.Interest named = mux.interest(ResourceType.ENDPOINTS, endpoints);
        named.want("e");
        mux.start();
        plane.stream().nextDelta();
        named.pause();
        named.drop("e");
        named.want("e");
        named.resume();
        DeltaDiscoveryRequest again = plane.stream().nextDelta();
        assertThat(again.getResourceNamesSubscribeList()).containsExactly("e");
        assertThat(again.getResourceNamesUnsubscribeList()).isEmpty();
    }

    @Test
    void whatWasRefusedHasNoVersionWhenDeltaBeginsAnew() {
        remake(true);
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.start();
        plane.stream().nextDelta();
        clusters.verdict = Verdict.refused("c2", "is bad");
        plane.stream()
                .answers
                .onMessage(delta(
                        ResourceType.CLUSTERS, "s", "a", resource("c1", "1", ANY), resource("c2", "1", ANY)));
        DeltaDiscoveryRequest nack = plane.stream().nextDelta();
        assertThat(nack.getResponseNonce()).isEqualTo("a");
        assertThat(nack.getErrorDetail().getMessage()).isEqualTo("c2: is bad");
        plane.stream().answers.onClosed("gone");
        main.advance(java.time.Duration.ofMillis(500));
        assertThat(plane.stream().nextDelta().getInitialResourceVersionsMap()).containsOnlyKeys("c1");
    }

    @Test
    void aHeartbeatOfDeltaIsNoChange() {
        remake(true);
        mux.interest(ResourceType.CLUSTERS, clusters).wantAll();
        mux.start();
        Resource whole = resource("c", "1", ANY).toBuilder()
                .setTtl(Duration.newBuilder().setSeconds(1))
                .build();
        plane.stream().answers.onMessage(delta(ResourceType.CLUSTERS, "s", "a", whole));
        main.advance(java.time.Duration.ofMillis(900));
        plane.stream()
                .answers
                .onMessage(delta(
                        ResourceType.CLUSTERS, "s", "b", whole.toBuilder().clearResource().build()));
        main.advance(java.time.Duration.ofMillis(900));
        assertThat(clusters.told).containsExactly("delta s [c] -[]", "delta s [] -[]");
        main.advance(java.time.Duration.ofMillis(100));
        assertThat(clusters.told).containsExactly("delta s [c] -[]", "delta s [] -[]", "delta s [] -[c]");
        plane.stream().answers.onClosed("gone");
        main.advance(java.time.Duration.ofMillis(500));
        assertThat(plane.stream().nextDelta().getInitialResourceVersionsMap()).isEmpty();
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
