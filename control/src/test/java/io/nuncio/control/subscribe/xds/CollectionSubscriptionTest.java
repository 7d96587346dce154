package io.nuncio.control.subscribe.xds;

import static io.nuncio.control.subscribe.xds.HandTransport.delta;
import static io.nuncio.control.subscribe.xds.HandTransport.resource;
import static io.nuncio.control.subscribe.xds.HandTransport.world;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.Any;
import com.google.protobuf.StringValue;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UnknownFieldSet;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.nuncio.control.assemble.Outcome;
import io.nuncio.control.assemble.Update;
import io.nuncio.control.dump.ResourceMessage;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.Closers;
import io.nuncio.control.translate.Translation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From responses to updates of an assembly, and back to acknowledgements. */
class CollectionSubscriptionTest extends MuxStage {

    private static final Cluster GOOD = Cluster.newBuilder().setName("good").build();
    // Rule of the descriptor: at least one byte.
    private static final Cluster NAMELESS = Cluster.newBuilder().build();
    private static final Cluster BAD = Cluster.newBuilder()
            .setName("bad")
            .setPerConnectionBufferLimitBytes(UInt32Value.of(1))
            .setConnectTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(-1))
            .build();

    private final List<Update<String>> updates = new ArrayList<>();
    private final List<String> initialised = new ArrayList<>();

    /** A candidate that stands for its name. */
    private record Plain(Cluster message) implements Candidate<String> {
        @Override
        public String name() {
            return message.getName();
        }

        @Override
        public String contentHash() {
            return message.toString();
        }

        @Override
        public ResourceMessage received() {
            return new ResourceMessage(message);
        }

        @Override
        public Translation<String> translate() {
            return new Translation<>(
                    Optional.of(message.getName()), ImmutableList.of(), ImmutableList.of(), new Closers());
        }
    }

    private Outcome apply(Update<String> update) {
        updates.add(update);
        ImmutableList.Builder<Outcome.Refusal> refusals = ImmutableList.builder();
        for (Candidate<String> candidate : update.offered()) {
            Translation<String> translation = candidate.translate();
            if (translation.refused()) {
                refusals.add(new Outcome.Refusal(candidate.name(), translation.errors()));
            }
        }
        return new Outcome(1, 0, 0, refusals.build());
    }

    private CollectionSubscription<Cluster, String> start(UnknownFields unknown, long timeoutMs) {
        CollectionSubscription<Cluster, String> subscription = new CollectionSubscription<>(
                ResourceType.CLUSTERS,
                mux,
                new CollectionSubscription.Setting(main.dispatcher(), timeoutMs, stats.scope("cds")),
                new CollectionSubscription.Target<>(
                        new ResourceReader<>(
                                Cluster.getDefaultInstance(), Cluster::getName, unknown, new UnknownFieldLog(stats)),
                        Plain::new,
                        this::apply));
        mux.start();
        subscription.start(() -> initialised.add("initialised"));
        return subscription;
    }

    private long counter(String name) {
        return stats.counter("cds." + name).value();
    }

    @Test
    void aGoodUpdateIsTakenCountedAndInitialises() {
        start(UnknownFields.WARN, 0);
        assertThat(initialised).isEmpty();
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "6", "n", GOOD));
        assertThat(initialised).containsExactly("initialised");
        assertThat(updates.getFirst().version()).isEqualTo("6");
        assertThat(updates.getFirst().removed()).isEmpty();
        assertThat(counter("update_attempt")).isEqualTo(2);
        assertThat(counter("update_success")).isEqualTo(1);
        // What Envoy 1.40 shows for the version "6".
        assertThat(stats.gauge("cds.version").value()).isEqualTo(1310192797669293303L);
    }

    @Test
    void oneBadResourceIsRefusedAloneAndEveryReasonIsTold() {
        start(UnknownFields.WARN, 0);
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "1", "n", BAD, GOOD));
        assertThat(updates.getFirst().offered()).extracting(Candidate::name).containsExactly("bad", "good");
        plane.stream().next();
        DiscoveryRequest nack = plane.stream().next();
        assertThat(nack.getVersionInfo()).isEmpty();
        assertThat(nack.getErrorDetail().getMessage()).startsWith("bad: ").contains("connect_timeout");
        assertThat(counter("update_rejected")).isEqualTo(1);
        assertThat(counter("update_success")).isZero();
        assertThat(initialised).containsExactly("initialised");
    }

    @Test
    void ofWhatHasNoNameNothingCanBeTakenForGone() {
        CollectionSubscription<Cluster, String> subscription = start(UnknownFields.WARN, 0);
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "1", "n", NAMELESS, GOOD));
        assertThat(updates).isEmpty();
        assertThat(counter("update_rejected")).isEqualTo(1);
        assertThat(subscription.status().failure()).isPresent();
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "1", "n", StringValue.of("x")));
        assertThat(updates).isEmpty();
    }

    @Test
    void bytesThatAreNoMessageAreRefused() {
        start(UnknownFields.WARN, 0);
        plane.stream()
                .answers
                .onMessage(DiscoveryResponse.newBuilder()
                        .setTypeUrl(ResourceType.CLUSTERS.typeUrl())
                        .addResources(Any.newBuilder()
                                .setTypeUrl(ResourceType.CLUSTERS.typeUrl())
                                .setValue(com.google.protobuf.ByteString.copyFrom(new byte[] {10, 127})))
                        .build());
        plane.stream().next();
        assertThat(plane.stream().next().getErrorDetail().getMessage()).startsWith("cannot be read");
    }

    @Test
    void unknownFieldsAreCountedOrRefused() {
        Cluster unknown = GOOD.toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                99_999,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build())
                .build();
        start(UnknownFields.WARN, 0);
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "1", "n", unknown));
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "2", "n", unknown));
        assertThat(counter("update_success")).isEqualTo(2);
        assertThat(stats.counter("server.dynamic_unknown_fields").value()).isEqualTo(2);
        remake(false);
        start(UnknownFields.REFUSE, 0);
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "3", "n", unknown));
        assertThat(counter("update_rejected")).isEqualTo(1);
    }

    @Test
    void deltaNamesWhatIsGoneAndEachResourceHasItsOwnVersion() {
        remake(true);
        start(UnknownFields.WARN, 0);
        DeltaDiscoveryResponse response = delta(ResourceType.CLUSTERS, "s", "n", resource("good", "g1", GOOD));
        plane.stream()
                .answers
                .onMessage(response.toBuilder().addRemovedResources("old").build());
        assertThat(updates.getFirst().removed()).contains(ImmutableSet.of("old"));
        assertThat(updates.getFirst().offered().getFirst().version()).contains("g1");
    }

    @Test
    void whoGetsNoAnswerInTimeGoesOnAndWhatComesLaterIsTaken() {
        start(UnknownFields.WARN, 15_000);
        plane.stream().answers.onClosed("nobody there");
        main.advance(Duration.ofMillis(14_999));
        assertThat(initialised).isEmpty();
        assertThat(counter("update_failure")).isEqualTo(1);
        main.advance(Duration.ofMillis(1));
        assertThat(initialised).containsExactly("initialised");
        assertThat(counter("init_fetch_timeout")).isEqualTo(1);
        plane.stream().answers.onMessage(world(ResourceType.CLUSTERS, "1", "n", GOOD));
        assertThat(updates).hasSize(1);
        assertThat(initialised).hasSize(1);
    }

    @Test
    void withoutALimitItIsWaitedForAsLongAsItTakes() {
        start(UnknownFields.WARN, 0);
        main.advance(Duration.ofDays(1));
        assertThat(initialised).isEmpty();
    }
}
