package io.nuncio.control.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.nuncio.control.assemble.Outcome;
import io.nuncio.control.assemble.Update;
import io.nuncio.control.load.UnknownFields;
import io.nuncio.control.subscribe.stats.XxHash64;
import io.nuncio.control.translate.Candidate;
import io.nuncio.control.translate.Problem;
import io.nuncio.control.translate.TestExtensions;
import io.nuncio.control.translate.cluster.ClusterTranslator;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.thread.FileWatch;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.proxy.spec.FileSource;
import io.nuncio.proxy.spec.cluster.ConfiguredCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSubscriptionTest {

    private final ManualLoop main = new ManualLoop("main");
    private final StatStore stats = new StatStore();
    private final List<String> updates = new ArrayList<>();
    private ImmutableList<Outcome.Refusal> refusals = ImmutableList.of();

    @TempDir
    Path directory;

    private FileWatch watch;

    @BeforeEach
    void begin() throws IOException {
        main.runOnce();
        watch = new FileWatch("file watch of a test");
    }

    @AfterEach
    void end() {
        watch.close();
        main.close();
    }

    @Test
    void theFileIsReadAndReadAgainWhenAnotherIsMovedToItsPlace() throws IOException {
        write("a.yaml", "1", "x");
        try (FileSubscription<Cluster, ConfiguredCluster> subscription = subscribe(Optional.empty())) {
            main.asCurrent(subscription::refresh);
            assertThat(updates).containsExactly("1: x");
            move("2", "w", "a.yaml");
            awaitUpdates("1: x", "2: w");
            assertThat(subscription.status().version()).isEqualTo("2");
            assertThat(subscription.status().failure()).isEmpty();
            assertThat(stats.counter("t.update_success").value()).isEqualTo(2);
            assertThat(stats.counter("t.update_attempt").value()).isEqualTo(2);
            assertThat(stats.gauge("t.version").value()).isEqualTo(XxHash64.of("2"));
        }
    }

    @Test
    void otherFilesInTheDirectoryDoNotMatter() throws IOException {
        write("a.yaml", "1", "x");
        try (FileSubscription<Cluster, ConfiguredCluster> subscription = subscribe(Optional.empty())) {
            main.asCurrent(subscription::refresh);
            move("2", "w", "b.yaml");
            move("3", "z", "a.yaml");
            awaitUpdates("1: x", "3: z");
        }
    }

    @Test
    void inAWatchedDirectoryAnyMoveCounts() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("a.yaml"), text("1", "x"));
        Files.createSymbolicLink(directory.resolve("now"), data);
        Files.createSymbolicLink(directory.resolve("a.yaml"), Path.of("now/a.yaml"));
        try (FileSubscription<Cluster, ConfiguredCluster> subscription = subscribe(Optional.of(directory.toString()))) {
            main.asCurrent(subscription::refresh);
            Path next = Files.createDirectory(directory.resolve("data2"));
            Files.writeString(next.resolve("a.yaml"), text("2", "w"));
            Path link = Files.createSymbolicLink(directory.resolve("next"), next);
            Files.move(link, directory.resolve("now"), StandardCopyOption.ATOMIC_MOVE);
            awaitUpdated("2: w");
        }
    }

    @Test
    void aFileThatCannotBeReadLeavesEverythingAndItsReasonIsKept() throws IOException {
        write("a.yaml", "1", "x");
        try (FileSubscription<Cluster, ConfiguredCluster> subscription = subscribe(Optional.empty())) {
            main.asCurrent(subscription::refresh);
            Files.writeString(directory.resolve("new"), "resources: [");
            Files.move(directory.resolve("new"), directory.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);
            turnUntil(() -> subscription.status().failure().isPresent());
            assertThat(subscription.status().failure().orElseThrow().details()).contains("a.yaml");
            assertThat(subscription.status().version()).isEqualTo("1");
            assertThat(updates).containsExactly("1: x");
            assertThat(stats.counter("t.update_failure").value()).isEqualTo(1);
            assertThat(stats.counter("t.update_rejected").value()).isZero();
        }
    }

    @Test
    void everyErrorInTheFileIsNamedWithItsPath() throws IOException {
        Files.writeString(
                directory.resolve("a.yaml"),
                "resources: [{'@type': type.googleapis.com/envoy.config.cluster.v3.Cluster, nme: x},"
                        + " {'@type': type.googleapis.com/envoy.config.cluster.v3.Cluster, name: w, lb_policy: NO}]");
        try (FileSubscription<Cluster, ConfiguredCluster> subscription = subscribe(Optional.empty())) {
            main.asCurrent(subscription::refresh);
            assertThat(subscription.status().failure().orElseThrow().details())
                    .contains("resources[0].nme", "resources[1].lb_policy");
        }
    }

    @Test
    void whatTheAssemblyRefusesIsCountedAsRejected() throws IOException {
        write("a.yaml", "1", "x");
        refusals = ImmutableList.of(new Outcome.Refusal("x", ImmutableList.of(new Problem("type", "is bad"))));
        try (FileSubscription<Cluster, ConfiguredCluster> subscription = subscribe(Optional.empty())) {
            main.asCurrent(subscription::refresh);
            assertThat(stats.counter("t.update_rejected").value()).isEqualTo(1);
            assertThat(subscription.status().failure().orElseThrow().details()).isEqualTo("x: type: is bad");
            assertThat(subscription.status().version()).isEmpty();
        }
    }

    @Test
    void aResourceThatBreaksARuleIsCountedAsRejectedAndOneThatCannotBeReadAsFailed() throws IOException {
        write("a.yaml", "1", "''");
        try (FileSubscription<Cluster, ConfiguredCluster> subscription = subscribe(Optional.empty())) {
            main.asCurrent(subscription::refresh);
            assertThat(stats.counter("t.update_rejected").value()).isEqualTo(1);
            assertThat(subscription.status().failure().orElseThrow().details()).contains("resources[0].name");
            write("a.yaml", "1", "{}");
            main.asCurrent(subscription::refresh);
            assertThat(stats.counter("t.update_rejected").value()).isEqualTo(1);
            assertThat(stats.counter("t.update_failure").value()).isEqualTo(1);
        }
    }

    @Test
    void aResourceOfAnotherTypeIsAFailure() throws IOException {
        Files.writeString(
                directory.resolve("a.yaml"),
                "resources: [{'@type': type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment,"
                        + " cluster_name: x}]");
        try (FileSubscription<Cluster, ConfiguredCluster> subscription = subscribe(Optional.empty())) {
            main.asCurrent(subscription::refresh);
            assertThat(stats.counter("t.update_failure").value()).isEqualTo(1);
            assertThat(updates).isEmpty();
        }
    }

    @Test
    void aFileThatIsNotThereAtTheStartIsAnError() {
        assertThatThrownBy(() -> subscribe(Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not exist");
    }

    private FileSubscription<Cluster, ConfiguredCluster> subscribe(Optional<String> watchedDirectory)
            throws IOException {
        return new FileSubscription<>(
                new FileSource(directory.resolve("a.yaml").toString(), watchedDirectory),
                new FileSubscription.Setting(main.dispatcher(), watch, UnknownFields.REFUSE),
                new FileSubscription.Consumer<>(
                        Cluster.getDefaultInstance(),
                        message -> ClusterTranslator.candidate(message, "", new TestExtensions().ground()),
                        this::take),
                stats.scope("t"));
    }

    private Outcome take(Update<ConfiguredCluster> update) {
        updates.add(update.version() + ": "
                + update.offered().stream().map(Candidate::name).collect(Collectors.joining(" ")));
        return new Outcome(update.offered().size(), 0, 0, refusals);
    }

    private void write(String file, String version, String cluster) throws IOException {
        Files.writeString(directory.resolve(file), text(version, cluster));
    }

    private void move(String version, String cluster, String to) throws IOException {
        write("new", version, cluster);
        Files.move(directory.resolve("new"), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String text(String version, String cluster) {
        return "version_info: '" + version
                + "'\nresources:\n- '@type': type.googleapis.com/envoy.config.cluster.v3.Cluster\n  name: " + cluster
                + "\n";
    }

    private void awaitUpdates(String... expected) {
        turnUntil(() -> updates.size() >= expected.length);
        assertThat(updates).containsExactly(expected);
    }

    private void awaitUpdated(String last) {
        turnUntil(() -> updates.getLast().equals(last));
    }

    private void turnUntil(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    main.advance(Duration.ofMillis(FileSubscription.SETTLE_MS));
                    return condition.call();
                });
    }
}
