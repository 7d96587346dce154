package io.nuncio.control.subscribe.xds;

import static io.nuncio.control.subscribe.xds.HandTransport.world;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.translate.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Resources that are asked for by name. */
class NamedSubscriptionsTest extends MuxStage {

    private static final ClusterLoadAssignment A =
            ClusterLoadAssignment.newBuilder().setClusterName("a").build();
    private static final ClusterLoadAssignment B =
            ClusterLoadAssignment.newBuilder().setClusterName("b").build();

    private NamedSubscriptions<ClusterLoadAssignment> named() {
        NamedSubscriptions<ClusterLoadAssignment> named = new NamedSubscriptions<>(
                ResourceType.ENDPOINTS,
                mux,
                main.dispatcher(),
                new ResourceReader<>(
                        ClusterLoadAssignment.getDefaultInstance(),
                        ClusterLoadAssignment::getClusterName,
                        UnknownFields.WARN,
                        new UnknownFieldLog(stats)));
        mux.start();
        return named;
    }

    /** Writes down what it gets. */
    private static final class Writing implements NamedSubscriptions.Watcher<ClusterLoadAssignment> {
        final List<String> got = new ArrayList<>();
        ImmutableList<Problem> answer = ImmutableList.of();

        @Override
        public ImmutableList<Problem> onResource(ClusterLoadAssignment message, NamedSubscriptions.Version version) {
            got.add(message.getClusterName() + " " + version.text());
            return answer;
        }

        @Override
        public void onGone() {
            got.add("gone");
        }

        @Override
        public void onTimeout() {
            got.add("timeout");
        }
    }

    @Test
    void eachGetsWhatItHasAskedForAndOnlyThat() {
        NamedSubscriptions<ClusterLoadAssignment> named = named();
        Writing a = new Writing();
        Writing b = new Writing();
        named.watch("a", 0, stats.scope("cluster.a"), a);
        named.watch("b", 0, stats.scope("cluster.b"), b);
        plane.stream().answers.onMessage(world(ResourceType.ENDPOINTS, "1", "n", A));
        assertThat(a.got).containsExactly("a 1");
        assertThat(b.got).isEmpty();
        plane.stream().answers.onMessage(world(ResourceType.ENDPOINTS, "2", "n", B));
        assertThat(a.got).containsExactly("a 1");
        assertThat(b.got).containsExactly("b 2");
        assertThat(stats.counter("cluster.a.update_success").value()).isEqualTo(1);
        assertThat(stats.counter("cluster.a.update_attempt").value()).isEqualTo(2);
    }

    @Test
    void whoComesLaterGetsWhatIsThereAtOnceAndNothingIsAskedAgain() {
        NamedSubscriptions<ClusterLoadAssignment> named = named();
        NamedSubscriptions<ClusterLoadAssignment>.Watching first = named.watch("a", 0, stats.scope("x"), new Writing());
        plane.stream().answers.onMessage(world(ResourceType.ENDPOINTS, "1", "n", A));
        plane.stream().sent.clear();
        Writing later = new Writing();
        named.watch("a", 0, stats.scope("x"), later);
        first.close();
        assertThat(later.got).containsExactly("a 1");
        assertThat(plane.stream().sent).isEmpty();
    }

    @Test
    void theLastWhoLeavesTakesTheNameAlong() {
        NamedSubscriptions<ClusterLoadAssignment> named = named();
        Writing a = new Writing();
        NamedSubscriptions<ClusterLoadAssignment>.Watching watching = named.watch("a", 0, stats.scope("x"), a);
        named.watch("b", 0, stats.scope("y"), new Writing());
        plane.stream().sent.clear();
        watching.close();
        watching.close();
        assertThat(plane.stream().next().getResourceNamesList()).containsExactly("b");
        plane.stream().answers.onMessage(world(ResourceType.ENDPOINTS, "1", "n", A));
        assertThat(a.got).isEmpty();
    }

    @Test
    void whatOneRefusesIsRefusedByNameAndOthersAreTaken() {
        NamedSubscriptions<ClusterLoadAssignment> named = named();
        Writing a = new Writing();
        a.answer = ImmutableList.of(new Problem("endpoints[0]", "is wrong"));
        Writing b = new Writing();
        named.watch("a", 0, stats.scope("cluster.a"), a);
        named.watch("b", 0, stats.scope("cluster.b"), b);
        plane.stream().sent.clear();
        plane.stream().answers.onMessage(world(ResourceType.ENDPOINTS, "1", "n", A, B));
        DiscoveryRequest nack = plane.stream().next();
        assertThat(nack.getErrorDetail().getMessage()).isEqualTo("a: endpoints[0]: is wrong");
        assertThat(b.got).containsExactly("b 1");
        assertThat(stats.counter("cluster.a.update_rejected").value()).isEqualTo(1);
        assertThat(stats.counter("cluster.b.update_success").value()).isEqualTo(1);
        Writing later = new Writing();
        named.watch("a", 0, stats.scope("x"), later);
        assertThat(later.got).isEmpty();
    }

    @Test
    void whoWaitsTooLongGoesOnWithout() {
        NamedSubscriptions<ClusterLoadAssignment> named = named();
        Writing a = new Writing();
        named.watch("a", 1_000, stats.scope("cluster.a"), a);
        main.advance(Duration.ofSeconds(1));
        assertThat(a.got).containsExactly("timeout");
        assertThat(stats.counter("cluster.a.init_fetch_timeout").value()).isEqualTo(1);
        plane.stream().answers.onMessage(world(ResourceType.ENDPOINTS, "1", "n", A));
        assertThat(a.got).containsExactly("timeout", "a 1");
    }

    @Test
    void whatDeltaRemovesIsGoneAndIsNotHandedOutAgain() {
        remake(true);
        NamedSubscriptions<ClusterLoadAssignment> named = named();
        Writing a = new Writing();
        named.watch("a", 0, stats.scope("x"), a);
        plane.stream()
                .answers
                .onMessage(HandTransport.delta(ResourceType.ENDPOINTS, "s", "n", HandTransport.resource("a", "1", A)));
        plane.stream()
                .answers
                .onMessage(DeltaDiscoveryResponse.newBuilder()
                        .setTypeUrl(ResourceType.ENDPOINTS.typeUrl())
                        .addRemovedResources("a")
                        .build());
        Writing later = new Writing();
        named.watch("a", 0, stats.scope("y"), later);
        assertThat(a.got).containsExactly("a 1", "gone");
        assertThat(later.got).isEmpty();
    }

    @Test
    void whatIsAskedForTogetherIsAskedForInOneMessage() {
        remake(true);
        NamedSubscriptions<ClusterLoadAssignment> named = named();
        named.pause();
        named.watch("a", 0, stats.scope("x"), new Writing());
        named.watch("b", 0, stats.scope("y"), new Writing());
        assertThat(plane.stream().sent).isEmpty();
        named.resume();
        DeltaDiscoveryRequest request = plane.stream().nextDelta();
        assertThat(request.getResourceNamesSubscribeList()).containsExactly("a", "b");
        assertThat(plane.stream().sent).isEmpty();
    }
}
