package io.nuncio.proxy.spec.bootstrap;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import java.util.Optional;

/**
 * How stats are kept, named and flushed: Envoy's {@code StatsConfig} and what belongs to it.
 *
 * @param tags what is cut out of the names, in order; Envoy's own tags are not among them
 * @param useAllDefaultTags whether Envoy's own tags are extracted as well
 * @param matcher which stats exist at all
 * @param buckets the bounds that histograms are shown with, first match wins; others have Envoy's own bounds
 * @param flushIntervalMs how often sinks are fed and histograms turn; 0: only when the admin is asked
 */
@Immutable
public record StatsSpec(
        ImmutableList<Tag> tags,
        boolean useAllDefaultTags,
        Matcher matcher,
        ImmutableList<Buckets> buckets,
        long flushIntervalMs) {
    /** Envoy's default of {@code stats_flush_interval}. */
    public static final long FLUSH_INTERVAL_DEFAULT_MS = 5_000;

    /**
     * One tag.
     *
     * @param name of the tag
     * @param regex in the dialect of {@code java.util.regex}: Envoy's are ECMAScript with look-ahead; empty: the tag
     *     is one of Envoy's own, or has a fixed value
     * @param fixedValue the value of a tag that every stat has
     */
    @Immutable
    public record Tag(String name, Optional<String> regex, Optional<String> fixedValue) {}

    /** Which stats exist. */
    public enum MatchMode {
        /** All of them. */
        ALL,
        /** None. */
        NONE,
        /** Those that match. */
        INCLUSION,
        /** Those that do not match. */
        EXCLUSION
    }

    /**
     * Which stats exist.
     *
     * @param mode how the patterns are meant
     * @param patterns looked at with {@link MatchMode#INCLUSION} and {@link MatchMode#EXCLUSION}
     */
    @Immutable
    public record Matcher(MatchMode mode, ImmutableList<StringMatchSpec> patterns) {
        /** All stats exist. */
        public static final Matcher ALL = new Matcher(MatchMode.ALL, ImmutableList.of());
    }

    /**
     * The bounds of some histograms.
     *
     * @param match which histograms, by their name
     * @param bounds rising upper bounds, in the unit of the histogram
     */
    @Immutable
    public record Buckets(StringMatchSpec match, ImmutableList<Double> bounds) {}

    /** Envoy's behaviour where nothing is configured. */
    public static final StatsSpec DEFAULT =
            new StatsSpec(ImmutableList.of(), true, Matcher.ALL, ImmutableList.of(), FLUSH_INTERVAL_DEFAULT_MS);
}
