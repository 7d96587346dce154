package io.nuncio.conformance.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nuncio.server.Flag;
import io.nuncio.server.Nuncio;
import io.nuncio.server.Options;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A control plane on go-control-plane; the traffic goes where it says, and goes on when it is lost. */
@Tag("long")
@Timeout(900)
class GoControlPlaneTest {

    private static final int SNAPSHOTS = 200;
    private static final int DEATHS = 100;
    private static final int PORTS = 6;
    private static final int UPSTREAMS = 3;
    private static final long LIFE_MAX_MS = 60;

    @BeforeEach
    void available() {
        assumeTrue(GoControlPlane.available(), "there is no go");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ads", "xds", "delta", "delta-ads"})
    void trafficFollowsEachRandomSnapshotAndNothingIsRefused(String mode) throws Exception {
        follows(mode, "-eds=false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ads", "xds", "delta", "delta-ads"})
    void trafficFollowsEndpointsThatComeByThemselves(String mode) throws Exception {
        follows(mode, "-eds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ads", "xds", "delta", "delta-ads"})
    void trafficFollowsRoutesThatComeByThemselves(String mode) throws Exception {
        follows(mode, "-http");
    }

    private static void follows(String mode, String kind) throws Exception {
        try (Traffic traffic = new Traffic(UPSTREAMS);
                GoControlPlane plane = GoControlPlane.start(
                        "-mode", mode, kind, "-ports", Traffic.freePorts(PORTS), "-upstreams", traffic.addresses());
                Nuncio proxy = Nuncio.start(options(mode, plane.port))) {
            for (int i = 0; i < snapshots(kind); i++) {
                follows(plane.next());
            }
            assertThat(proxy.awaitLive()).isTrue();
            assertThat(plane.refusals()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ads", "delta-ads"})
    void aControlPlaneThatDiesAHundredTimesIsNotNoticedByTraffic(String mode) throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        try (Traffic traffic = new Traffic(UPSTREAMS);
                ExecutorService threads = Executors.newCachedThreadPool()) {
            String port = Traffic.freePorts(1);
            String[] arguments = {
                "-mode", mode, "-steady", "-ports", port, "-upstreams", traffic.addresses(), "-from", "1", "-listen", ""
            };
            GoControlPlane plane = start(arguments, 1, 0);
            try (Nuncio proxy = Nuncio.start(options(mode, plane.port))) {
                assertThat(proxy.awaitLive()).isTrue();
                AtomicBoolean over = new AtomicBoolean();
                Future<Integer> asking = threads.submit(() -> ask(Integer.parseInt(port), traffic, over));
                int snapshot = 1;
                for (int death = 0; death < DEATHS; death++) {
                    if (random.nextBoolean()) {
                        plane.next();
                        snapshot++;
                    }
                    Thread.sleep(random.nextLong(LIFE_MAX_MS));
                    plane.close();
                    plane = start(arguments, snapshot, plane.port);
                }
                follows(plane.next());
                over.set(true);
                assertThat(asking.get()).as("requests").isPositive();
                assertThat(plane.refusals()).isZero();
            } finally {
                plane.close();
            }
        }
    }

    /** Over HTTP a listener that goes is heard of only when its drain ends, as with Envoy: a second each. */
    private static int snapshots(String kind) {
        return kind.equals("-http") ? SNAPSHOTS / 10 : SNAPSHOTS;
    }

    private static GoControlPlane start(String[] arguments, int snapshot, int port) throws Exception {
        String[] all = arguments.clone();
        all[all.length - 3] = Integer.toString(snapshot);
        all[all.length - 1] = "127.0.0.1:" + port;
        return GoControlPlane.start(all);
    }

    /** Asks again and again; each time an upstream has to answer. */
    private static int ask(int port, Traffic traffic, AtomicBoolean over) {
        int requests = 0;
        while (!over.get()) {
            assertThat(Traffic.answer(port)).isIn((Object[]) traffic.addresses().split(","));
            requests++;
        }
        return requests;
    }

    private static void follows(Map<Integer, String> expected) {
        await().atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(
                        () -> assertThat(Traffic.answers(expected.keySet())).isEqualTo(expected));
    }

    private static Options options(String mode, int planePort) {
        String api = "{api_type: " + (mode.contains("delta") ? "DELTA_GRPC" : "GRPC")
                + ", transport_api_version: V3, grpc_services: [{envoy_grpc: {cluster_name: xds_cluster,"
                + " retry_policy: {retry_back_off: {base_interval: 0.01s, max_interval: 0.01s}}}}]}";
        String source = mode.contains("ads") ? "ads: {}" : "api_config_source: " + api;
        String ads = mode.contains("ads") ? "ads_config: " + api + ", " : "";
        return Options.defaults()
                .with(Flag.CONCURRENCY, "2")
                .with(Flag.DRAIN_TIME_S, "1")
                .with(Flag.CONFIG_YAML, """
                        node: {id: test-id, cluster: test-cluster}
                        dynamic_resources: {%scds_config: {%s}, lds_config: {%s}}
                        static_resources:
                          clusters:
                          - name: xds_cluster
                            connect_timeout: 1s
                            load_assignment:
                              cluster_name: xds_cluster
                              endpoints:
                              - lb_endpoints:
                                - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
                        """.formatted(ads, source, source, planePort));
    }
}
