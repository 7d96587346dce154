package io.nuncio.kernel.stats;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What a {@link StatStore} is made with; immutable.
 *
 * @param matcher which statistics exist
 * @param tags how names are taken apart
 * @param buckets the upper bounds of histograms by name; the first entry that matches wins, else Envoy's defaults hold
 */
public record StatsOptions(StatsMatcher matcher, TagExtractor tags, List<Buckets> buckets) {

    private static final double[] DEFAULT_BOUNDS = {
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000, 1800000, 3600000
    };

    /**
     * One entry of {@code histogram_bucket_settings}.
     *
     * @param name which histograms
     * @param bounds the upper bounds in any order, each once
     */
    public record Buckets(Predicate<String> name, List<Double> bounds) {
        public Buckets {
            Objects.requireNonNull(name, "name");
            bounds = bounds.stream().sorted().distinct().toList();
        }
    }

    public StatsOptions {
        Objects.requireNonNull(matcher, "matcher");
        Objects.requireNonNull(tags, "tags");
        buckets = List.copyOf(buckets);
    }

    /** Everything is accepted, Envoy's default tags and buckets. */
    public static StatsOptions defaults() {
        return new StatsOptions(StatsMatcher.all(), TagExtractor.defaults(), List.of());
    }

    public StatsOptions withMatcher(StatsMatcher other) {
        return new StatsOptions(other, tags, buckets);
    }

    public StatsOptions withTags(TagExtractor other) {
        return new StatsOptions(matcher, other, buckets);
    }

    public StatsOptions withBuckets(List<Buckets> other) {
        return new StatsOptions(matcher, tags, other);
    }

    double[] bucketsOf(String histogram) {
        for (Buckets entry : buckets) {
            if (entry.name().test(histogram)) {
                return entry.bounds().stream().mapToDouble(Double::doubleValue).toArray();
            }
        }
        return DEFAULT_BOUNDS;
    }
}
