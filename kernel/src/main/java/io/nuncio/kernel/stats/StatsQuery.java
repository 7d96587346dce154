package io.nuncio.kernel.stats;

import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What of the statistics is wanted, after the parameters of Envoy's {@code /stats}.
 *
 * @param usedOnly only those that were ever updated
 * @param name only those whose whole name the predicate accepts
 * @param kind only those of one kind, or null for all; Prometheus' form ignores it
 * @param buckets how histograms are shown
 */
public record StatsQuery(boolean usedOnly, Predicate<String> name, StatsSnapshot.@Nullable Kind kind, Buckets buckets) {

    private static final StatsQuery ALL = new StatsQuery(false, name -> true, null, Buckets.DEFAULT);

    /** How histograms are shown. */
    public enum Buckets {
        /** What the form does unasked: quantiles in text and JSON, cumulative buckets in Prometheus' form. */
        DEFAULT,
        /** Quantiles. */
        SUMMARY,
        /** How many lie at or below each bound. */
        CUMULATIVE,
        /** How many lie between each bound and the one before. */
        DISJOINT,
        /** The bins themselves and the quantiles. */
        DETAILED
    }

    public StatsQuery {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(buckets, "buckets");
    }

    /** Everything, in the default form. */
    public static StatsQuery all() {
        return ALL;
    }

    public StatsQuery withUsedOnly(boolean only) {
        return new StatsQuery(only, name, kind, buckets);
    }

    public StatsQuery withName(Predicate<String> accepted) {
        return new StatsQuery(usedOnly, accepted, kind, buckets);
    }

    public StatsQuery withKind(StatsSnapshot.Kind only) {
        return new StatsQuery(usedOnly, name, only, buckets);
    }

    public StatsQuery withBuckets(Buckets shown) {
        return new StatsQuery(usedOnly, name, kind, shown);
    }

    boolean wants(StatsSnapshot.Value value) {
        return (kind == null || kind == value.kind()) && (!usedOnly || value.used()) && name.test(value.name());
    }

    boolean wants(StatsSnapshot.Spread spread) {
        return (kind == null || kind == StatsSnapshot.Kind.HISTOGRAM)
                && (!usedOnly || spread.used())
                && name.test(spread.name());
    }

    /** The same without a kind. */
    StatsQuery ofAnyKind() {
        return new StatsQuery(usedOnly, name, null, buckets);
    }
}
