package io.nuncio.server;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.StatsMatcher;
import io.nuncio.kernel.stats.StatsOptions;
import io.nuncio.kernel.stats.TagExtractor;
import io.nuncio.proxy.spec.bootstrap.StatsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** From the bootstrap's words about statistics to those of the store. */
final class StatsSetup {

    private StatsSetup() {}

    /**
     * The options of a store.
     *
     * @param universalTags {@code --stats-tag}, each {@code name:value}
     * @throws IllegalArgumentException if a tag's regular expression is none
     */
    static StatsOptions options(StatsSpec spec, List<String> universalTags) {
        List<TagExtractor.Spec> tags = new ArrayList<>();
        for (String tag : universalTags) {
            List<String> both = Splitter.on(':').splitToList(tag);
            tags.add(new TagExtractor.Spec(both.get(0), null, both.get(1)));
        }
        for (StatsSpec.Tag tag : spec.tags()) {
            tags.add(new TagExtractor.Spec(
                    tag.name(), tag.regex().orElse(null), tag.fixedValue().orElse(null)));
        }
        List<StatsOptions.Buckets> buckets = new ArrayList<>();
        for (StatsSpec.Buckets each : spec.buckets()) {
            buckets.add(new StatsOptions.Buckets(each.match()::matches, each.bounds()));
        }
        return new StatsOptions(matcher(spec.matcher()), TagExtractor.of(spec.useAllDefaultTags(), tags), buckets);
    }

    private static StatsMatcher matcher(StatsSpec.Matcher matcher) {
        ImmutableList<Predicate<String>> patterns = matcher.patterns().stream()
                .map(pattern -> (Predicate<String>) pattern::matches)
                .collect(ImmutableList.toImmutableList());
        return switch (matcher.mode()) {
            case ALL -> StatsMatcher.all();
            case NONE -> StatsMatcher.none();
            case INCLUSION -> StatsMatcher.inclusion(patterns);
            case EXCLUSION -> StatsMatcher.exclusion(patterns);
        };
    }
}
