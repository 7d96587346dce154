package io.nuncio.control.translate.bootstrap;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.metrics.v3.HistogramBucketSettings;
import io.envoyproxy.envoy.config.metrics.v3.StatsConfig;
import io.envoyproxy.envoy.config.metrics.v3.StatsMatcher;
import io.envoyproxy.envoy.config.metrics.v3.TagSpecifier;
import io.envoyproxy.envoy.type.matcher.v3.ListStringMatcher;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.StringMatches;
import io.nuncio.kernel.stats.TagExtractor;
import io.nuncio.proxy.spec.bootstrap.StatsSpec;
import io.nuncio.proxy.spec.bootstrap.StatsSpec.Buckets;
import io.nuncio.proxy.spec.bootstrap.StatsSpec.MatchMode;
import io.nuncio.proxy.spec.bootstrap.StatsSpec.Matcher;
import io.nuncio.proxy.spec.bootstrap.StatsSpec.Tag;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import java.util.List;
import java.util.Optional;

/** How stats are kept. */
final class StatsTranslator {

    private StatsTranslator() {}

    static StatsSpec read(Bootstrap message, Place place) {
        StatsConfig stats = message.getStatsConfig();
        Place at = place.at("stats_config");
        ImmutableList.Builder<Tag> tags = ImmutableList.builder();
        for (int i = 0; i < stats.getStatsTagsCount(); i++) {
            tags.add(tag(stats.getStatsTags(i), at.at("stats_tags", i)));
        }
        ImmutableList.Builder<Buckets> buckets = ImmutableList.builder();
        for (int i = 0; i < stats.getHistogramBucketSettingsCount(); i++) {
            HistogramBucketSettings settings = stats.getHistogramBucketSettings(i);
            StringMatchSpec match = StringMatches.read(
                    settings.getMatch(), at.at("histogram_bucket_settings", i).at("match"));
            if (match != null && settings.getBucketsCount() > 0) {
                buckets.add(new Buckets(match, ImmutableList.sortedCopyOf(settings.getBucketsList())));
            }
        }
        return new StatsSpec(
                tags.build(),
                !stats.hasUseAllDefaultTags() || stats.getUseAllDefaultTags().getValue(),
                matcher(stats.getStatsMatcher(), at.at("stats_matcher")),
                buckets.build(),
                flushIntervalMs(message, place));
    }

    private static long flushIntervalMs(Bootstrap message, Place place) {
        if (message.getStatsFlushOnAdmin()) {
            return 0;
        }
        return message.hasStatsFlushInterval()
                ? place.milliseconds("stats_flush_interval", message.getStatsFlushInterval())
                : StatsSpec.FLUSH_INTERVAL_DEFAULT_MS;
    }

    private static Tag tag(TagSpecifier message, Place place) {
        if (message.hasFixedValue()) {
            return new Tag(message.getTagName(), Optional.empty(), Optional.of(message.getFixedValue()));
        }
        boolean own = message.getRegex().isEmpty();
        try {
            TagExtractor.of(
                    false, List.of(new TagExtractor.Spec(message.getTagName(), own ? null : message.getRegex(), null)));
        } catch (IllegalArgumentException e) {
            place.error(
                    "regex",
                    own
                            ? "is empty, and '" + message.getTagName() + "' is none of Envoy's own tags"
                            : String.valueOf(e.getMessage()));
        }
        return new Tag(
                message.getTagName(), own ? Optional.empty() : Optional.of(message.getRegex()), Optional.empty());
    }

    private static Matcher matcher(StatsMatcher message, Place place) {
        return switch (message.getStatsMatcherCase()) {
            case REJECT_ALL -> message.getRejectAll() ? new Matcher(MatchMode.NONE, ImmutableList.of()) : Matcher.ALL;
            case INCLUSION_LIST ->
                new Matcher(MatchMode.INCLUSION, patterns(message.getInclusionList(), place.at("inclusion_list")));
            case EXCLUSION_LIST ->
                new Matcher(MatchMode.EXCLUSION, patterns(message.getExclusionList(), place.at("exclusion_list")));
            case STATSMATCHER_NOT_SET -> Matcher.ALL;
        };
    }

    private static ImmutableList<StringMatchSpec> patterns(ListStringMatcher message, Place place) {
        ImmutableList.Builder<StringMatchSpec> patterns = ImmutableList.builder();
        for (int i = 0; i < message.getPatternsCount(); i++) {
            StringMatchSpec pattern = StringMatches.read(message.getPatterns(i), place.at("patterns", i));
            if (pattern != null) {
                patterns.add(pattern);
            }
        }
        return patterns.build();
    }
}
