package io.nuncio.kernel.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Our forms beside what Envoy 1.40 answered for the same numbers and names. The histograms were fed through its access
 * logger for statistics, the names made by filters and clusters whose prefixes are free text.
 */
class EnvoyFormsTest {

    private static String envoys(String resource) {
        try (InputStream in = Objects.requireNonNull(EnvoyFormsTest.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StatsSnapshot recorded() {
        StatStore store = new StatStore();
        envoys("histograms.recorded").lines().forEach(line -> {
            String[] parts = line.split(" ");
            Unit unit = Unit.valueOf(parts[1]);
            Histogram histogram = store.histogram(parts[0], unit);
            for (int i = 2; i < parts.length; i++) {
                histogram.record(Long.parseLong(parts[i]) * unit.scale());
            }
        });
        store.mergeHistograms();
        store.mergeHistograms();
        return store.snapshot();
    }

    private static String text(StatsQuery.Buckets form) {
        StringBuilder out = new StringBuilder();
        StatsText.render(recorded(), StatsQuery.all().withBuckets(form), out);
        return out.toString();
    }

    private static String json(StatsQuery.Buckets form) {
        StringBuilder out = new StringBuilder();
        StatsJson.render(recorded(), StatsQuery.all().withBuckets(form), out);
        return out.toString();
    }

    @Test
    void quantilesInText() {
        assertThat(text(StatsQuery.Buckets.DEFAULT)).isEqualTo(envoys("histograms.text"));
        assertThat(text(StatsQuery.Buckets.SUMMARY)).isEqualTo(envoys("histograms.text"));
    }

    @Test
    void disjointBucketsInText() {
        assertThat(text(StatsQuery.Buckets.DISJOINT)).isEqualTo(envoys("histograms.disjoint"));
    }

    @Test
    void binsInText() {
        assertThat(text(StatsQuery.Buckets.DETAILED)).isEqualTo(envoys("histograms.detailed"));
    }

    @Test
    void quantilesInJson() {
        assertThat(json(StatsQuery.Buckets.DEFAULT)).isEqualTo(envoys("histograms.json"));
    }

    @Test
    void binsInJson() {
        assertThat(json(StatsQuery.Buckets.DETAILED)).isEqualTo(envoys("histograms.jdetailed"));
    }

    @Test
    void bucketsAndSumsForPrometheus() {
        StringBuilder out = new StringBuilder();
        StatsPrometheus.render(recorded(), StatsQuery.all(), false, Set.of(), out);
        assertThat(out.toString()).isEqualTo(envoys("histograms.prom"));
    }

    @Test
    void namesAndTagsForPrometheus() {
        StatStore store = new StatStore();
        envoys("names.counters").lines().filter(line -> !line.isEmpty()).forEach(line -> {
            int colon = line.lastIndexOf(": ");
            store.counter(line.substring(0, colon)).add(Long.parseLong(line.substring(colon + 2)));
        });
        envoys("names.gauges").lines().filter(line -> !line.isEmpty()).forEach(line -> {
            int colon = line.lastIndexOf(": ");
            store.gauge(line.substring(0, colon)).set(Long.parseLong(line.substring(colon + 2)));
        });
        StringBuilder out = new StringBuilder();
        StatsPrometheus.render(store.snapshot(), StatsQuery.all(), false, Set.of(), out);
        assertThat(out.toString()).isEqualTo(envoys("names.prom"));
    }

    @Test
    void sortedLinesInText() {
        StatStore store = new StatStore();
        envoys("names.counters")
                .lines()
                .filter(line -> !line.isEmpty())
                .forEach(line -> store.counter(line.substring(0, line.lastIndexOf(": ")))
                        .add(Long.parseLong(line.substring(line.lastIndexOf(": ") + 2))));
        StringBuilder out = new StringBuilder();
        StatsText.render(store.snapshot(), StatsQuery.all(), out);
        assertThat(out.toString()).isEqualTo(envoys("names.counters").stripTrailing() + "\n");
    }
}
