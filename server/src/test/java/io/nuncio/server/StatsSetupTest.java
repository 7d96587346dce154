package io.nuncio.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.stats.StatsQuery;
import io.nuncio.kernel.stats.StatsText;
import io.nuncio.proxy.spec.bootstrap.StatsSpec;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatsSetupTest {

    private static final ImmutableList<StringMatchSpec> LISTENERS =
            ImmutableList.of(new StringMatchSpec.Prefix("listener", false));

    @Test
    void modesOfTheMatcher() {
        assertThat(names(new StatsSpec.Matcher(StatsSpec.MatchMode.ALL, ImmutableList.of())))
                .isEqualTo("cluster.a.x: 0\nlistener.b.x: 0\n");
        assertThat(names(new StatsSpec.Matcher(StatsSpec.MatchMode.INCLUSION, LISTENERS)))
                .isEqualTo("listener.b.x: 0\n");
        assertThat(names(new StatsSpec.Matcher(StatsSpec.MatchMode.EXCLUSION, LISTENERS)))
                .isEqualTo("cluster.a.x: 0\n");
        assertThat(names(new StatsSpec.Matcher(StatsSpec.MatchMode.NONE, ImmutableList.of())))
                .isEmpty();
    }

    @Test
    void tagsOfTheCommandLineAndOfTheBootstrap() {
        StatsSpec spec = new StatsSpec(
                ImmutableList.of(
                        new StatsSpec.Tag("who", Optional.of("^cluster\\.((.+?)\\.)"), Optional.empty()),
                        new StatsSpec.Tag("where", Optional.empty(), Optional.of("here"))),
                false,
                StatsSpec.Matcher.ALL,
                ImmutableList.of(),
                StatsSpec.FLUSH_INTERVAL_DEFAULT_MS);
        StatStore store = new StatStore(StatsSetup.options(spec, List.of("zone:z1")));
        assertThat(store.counter("cluster.a.x").tagged().name()).isEqualTo("cluster.x");
        assertThat(store.counter("cluster.a.x").tagged().tags().toString())
                .contains("zone", "z1", "who", "a", "where", "here");
    }

    private static String names(StatsSpec.Matcher matcher) {
        StatsSpec spec = new StatsSpec(
                ImmutableList.of(), true, matcher, ImmutableList.of(), StatsSpec.FLUSH_INTERVAL_DEFAULT_MS);
        StatStore store = new StatStore(StatsSetup.options(spec, List.of()));
        store.counter("cluster.a.x");
        store.counter("listener.b.x");
        StringBuilder out = new StringBuilder();
        StatsText.render(store.snapshot(), StatsQuery.all(), out);
        return out.toString();
    }
}
