package io.nuncio.control.subscribe.xds;

import static io.nuncio.control.subscribe.xds.HandTransport.delta;
import static io.nuncio.control.subscribe.xds.HandTransport.resource;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import org.junit.jupiter.api.Test;

/** The protocol of deltas, message by message. */
class DeltaMuxTest extends MuxStage {

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
                .onMessage(delta(ResourceType.CLUSTERS, "s1", "a", resource("c1", "1", ANY), resource("c2", "2", ANY)));
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
        assertThat(plane.stream().nextDelta().getInitialResourceVersionsMap())
                .containsExactly(java.util.Map.entry("c1", "1"));
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
                .onMessage(delta(ResourceType.CLUSTERS, "s", "a", resource("c1", "1", ANY), resource("c2", "1", ANY)));
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
                        ResourceType.CLUSTERS,
                        "s",
                        "b",
                        whole.toBuilder().clearResource().build()));
        main.advance(java.time.Duration.ofMillis(900));
        assertThat(clusters.told).containsExactly("delta s [c] -[]", "delta s [] -[]");
        main.advance(java.time.Duration.ofMillis(100));
        assertThat(clusters.told).containsExactly("delta s [c] -[]", "delta s [] -[]", "delta s [] -[c]");
        plane.stream().answers.onClosed("gone");
        main.advance(java.time.Duration.ofMillis(500));
        assertThat(plane.stream().nextDelta().getInitialResourceVersionsMap()).isEmpty();
    }
}
