package io.nuncio.control.subscribe.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.nuncio.control.assemble.ClusterAssembly;
import io.nuncio.control.assemble.ClusterManagerStats;
import io.nuncio.control.assemble.HostSource;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.publish.HandStage;
import io.nuncio.control.publish.Publisher;
import io.nuncio.control.translate.TestExtensions;
import io.nuncio.control.translate.TranslationSession.Ground;
import io.nuncio.control.translate.cluster.ClusterTranslator;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec.Backoff;
import io.nuncio.proxy.spec.ControlPlaneSpec.EnvoyGrpc;
import io.nuncio.proxy.spec.ControlPlaneSpec.GrpcServiceSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec.RateLimit;
import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Schedules out of a seed: a control plane that repeats itself, falls back to what it said before, says nothing, sends what
 * cannot be taken and is lost, while main and two workers turn when it pleases chance. Whatever happened, in the end every
 * worker has what was accepted last.
 */
class XdsSimulationTest {

    private static final int SEEDS = 20;
    private static final int STEPS = 60;
    private static final int NAMES = 6;
    private static final long BACKOFF_MAX_MS = 100;

    /** What the proxy should have: the milliseconds of each cluster's timeout by name. */
    private final Map<String, Long> accepted = new TreeMap<>();

    /** What the control plane would like, with values that cannot be taken below zero. */
    private final Map<String, Long> wanted = new TreeMap<>();

    private final List<DiscoveryResponse> said = new ArrayList<>();
    private int version;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyScheduleEndsInWhatWasAcceptedLastOnAllWorkers(boolean delta) {
        for (int seed = 0; seed < SEEDS; seed++) {
            accepted.clear();
            wanted.clear();
            said.clear();
            try (HandStage stage = new HandStage()) {
                run(stage, new SplittableRandom(seed), delta, seed);
            }
        }
    }

    private void run(HandStage stage, SplittableRandom random, boolean delta, int seed) {
        HandTransport plane = new HandTransport();
        XdsMux mux = stage.main.asCurrent(() -> subscribed(stage, plane, delta));
        for (int step = 0; step < STEPS; step++) {
            turn(stage, plane, random, delta);
        }
        stage.advance(java.time.Duration.ofMillis(BACKOFF_MAX_MS));
        stage.main.asCurrent(() -> speak(plane, delta));
        stage.drain();
        for (HandStage.HandPort port : stage.ports) {
            Map<String, Long> there = new TreeMap<>();
            port.loop.asCurrent(() -> stage.map
                    .get()
                    .clusters()
                    .forEach((name, cluster) -> there.put(name, cluster.spec().connectTimeoutMs())));
            assertThat(there).as("seed %d, %s", seed, port.loop.dispatcher()).isEqualTo(accepted);
        }
        stage.main.asCurrent(mux::close);
    }

    private void turn(HandStage stage, HandTransport plane, SplittableRandom random, boolean delta) {
        switch (random.nextInt(8)) {
            case 0, 1 -> change(random);
            case 2, 3 -> stage.main.asCurrent(() -> speak(plane, delta));
            case 4 -> stage.main.asCurrent(() -> repeat(plane, random));
            case 5 -> {
                if (random.nextInt(4) == 0) {
                    stage.main.asCurrent(() -> plane.stream().answers.onClosed("lost"));
                }
            }
            case 6 -> stage.ports.get(random.nextInt(stage.ports.size())).loop.runOnce();
            default -> stage.advance(java.time.Duration.ofMillis(random.nextLong(BACKOFF_MAX_MS)));
        }
    }

    private void change(SplittableRandom random) {
        String name = "c" + random.nextInt(NAMES);
        switch (random.nextInt(4)) {
            case 0 -> wanted.remove(name);
            case 1 -> wanted.put(name, -1L);
            default -> wanted.put(name, 1 + random.nextLong(10_000));
        }
    }

    /** Says what is wanted now: all of it, or what the proxy does not have. */
    private void speak(HandTransport plane, boolean delta) {
        if (plane.stream().closed) {
            return;
        }
        version++;
        if (delta) {
            sendDelta(plane);
        } else {
            DiscoveryResponse.Builder response = DiscoveryResponse.newBuilder()
                    .setTypeUrl(ResourceType.CLUSTERS.typeUrl())
                    .setVersionInfo("" + version)
                    .setNonce("n" + version);
            wanted.forEach((name, value) -> response.addResources(Any.pack(cluster(name, value))));
            said.add(response.build());
            hear(plane, response.build());
        }
    }

    /** Says again what was said at some time before. */
    private void repeat(HandTransport plane, SplittableRandom random) {
        if (!said.isEmpty() && !plane.stream().closed) {
            hear(plane, said.get(random.nextInt(said.size())));
        }
    }

    private void hear(HandTransport plane, DiscoveryResponse response) {
        plane.stream().answers.onMessage(response);
        Map<String, Long> before = new HashMap<>(accepted);
        accepted.clear();
        for (Any any : response.getResourcesList()) {
            Cluster cluster = unpack(any);
            long value = milliseconds(cluster);
            if (value >= 0) {
                accepted.put(cluster.getName(), value);
            } else if (before.containsKey(cluster.getName())) {
                accepted.put(cluster.getName(), before.get(cluster.getName()));
            }
        }
    }

    private void sendDelta(HandTransport plane) {
        // The versions that the proxy says it has when a stream begins are those of what it has accepted.
        for (Message request : plane.stream().sent) {
            Map<String, String> versions = ((DeltaDiscoveryRequest) request).getInitialResourceVersionsMap();
            if (!versions.isEmpty()) {
                assertThat(versions.keySet()).isEqualTo(accepted.keySet());
            }
        }
        plane.stream().sent.clear();
        DeltaDiscoveryResponse.Builder response = DeltaDiscoveryResponse.newBuilder()
                .setTypeUrl(ResourceType.CLUSTERS.typeUrl())
                .setSystemVersionInfo("" + version)
                .setNonce("n" + version);
        wanted.forEach((name, value) -> {
            if (!value.equals(accepted.get(name))) {
                response.addResources(Resource.newBuilder()
                        .setName(name)
                        .setVersion("" + value)
                        .setResource(Any.pack(cluster(name, value))));
                if (value >= 0) {
                    accepted.put(name, value);
                }
            }
        });
        List<String> gone = accepted.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .toList();
        response.addAllRemovedResources(gone);
        gone.forEach(accepted::remove);
        plane.stream().answers.onMessage(response.build());
    }

    private static XdsMux subscribed(HandStage stage, HandTransport plane, boolean delta) {
        Publisher publisher = new Publisher(stage.slots, stage.map, stage.workers(), stage.stats, stage.stats);
        ClusterAssembly clusters =
                new ClusterAssembly(publisher, HostSource.FIXED, new ClusterManagerStats(stage.stats));
        XdsMux mux = new XdsMux(
                new XdsMux.Setting(stage.main.dispatcher(), Node.getDefaultInstance(), new SplittableRandom(1)),
                new ControlPlaneSpec(
                        delta,
                        new GrpcServiceSpec(
                                new EnvoyGrpc("plane", ""), ImmutableList.of(), new Backoff(10, BACKOFF_MAX_MS)),
                        true,
                        RateLimit.NONE),
                plane,
                stage.stats.scope("control_plane"));
        Ground ground = new TestExtensions().ground();
        CollectionSubscription<Cluster, ConfiguredCluster> subscription = new CollectionSubscription<>(
                ResourceType.CLUSTERS,
                mux,
                new CollectionSubscription.Setting(stage.main.dispatcher(), 0, stage.stats.scope("cds")),
                new CollectionSubscription.Target<>(
                        new ResourceReader<>(
                                Cluster.getDefaultInstance(),
                                Cluster::getName,
                                UnknownFields.WARN,
                                new UnknownFieldLog(stage.stats)),
                        message -> ClusterTranslator.candidate(message, "", ground),
                        clusters::apply));
        mux.start();
        subscription.start(() -> {});
        return mux;
    }

    private static Cluster cluster(String name, long timeoutMs) {
        Duration timeout = timeoutMs < 0
                ? Duration.newBuilder().setSeconds(-1).build()
                : Duration.newBuilder()
                        .setSeconds(timeoutMs / 1_000)
                        .setNanos((int) (timeoutMs % 1_000) * 1_000_000)
                        .build();
        return Cluster.newBuilder().setName(name).setConnectTimeout(timeout).build();
    }

    private static long milliseconds(Cluster cluster) {
        Duration timeout = cluster.getConnectTimeout();
        return timeout.getSeconds() < 0 ? -1 : timeout.getSeconds() * 1_000 + timeout.getNanos() / 1_000_000;
    }

    private static Cluster unpack(Any any) {
        try {
            return any.unpack(Cluster.class);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
