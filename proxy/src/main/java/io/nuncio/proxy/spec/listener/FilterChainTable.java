package io.nuncio.proxy.spec.listener;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.listener.MatchStep.Branch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The filter chains of a listener, compiled into a tree with one level for each step of Envoy's choice. A look-up takes
 * one branch at each level.
 */
@Immutable
public final class FilterChainTable {

    private static final MatchStep[] STEPS = MatchStep.values();

    private final Optional<FilterChainSpec> always;
    private final Branch root;
    private final Optional<FilterChainSpec> defaultChain;

    private FilterChainTable(Optional<FilterChainSpec> always, Branch root, Optional<FilterChainSpec> defaultChain) {
        this.always = always;
        this.root = root;
        this.defaultChain = defaultChain;
    }

    /** Two chains that the same connection could take, so that the configuration is refused. */
    @Immutable
    public record Conflict(FilterChainSpec first, FilterChainSpec second) {}

    /** Compiles the chains; of two in {@linkplain #conflict conflict} the first is taken. */
    public static FilterChainTable of(FilterChainsSpec spec) {
        ImmutableList<FilterChainSpec> chains = spec.chains();
        boolean one = chains.size() == 1 && chains.get(0).match().equals(FilterChainMatchSpec.ANY);
        return new FilterChainTable(
                one ? Optional.of(chains.get(0)) : Optional.empty(), fork(chains, 0), spec.defaultChain());
    }

    /** The first two chains that match the same. */
    public static Optional<Conflict> conflict(FilterChainsSpec spec) {
        return conflict(spec.chains(), 0);
    }

    /** The chain that serves such a connection: the most specific one, else the default chain, else null. */
    public @Nullable FilterChainSpec find(ChainQuery query) {
        if (always.isPresent()) {
            return always.get();
        }
        @Nullable Branch at = root;
        for (int step = 0; at instanceof Branch.Fork fork; step++) {
            at = STEPS[step].choose(fork, query);
        }
        return at instanceof Branch.Leaf leaf ? leaf.chain() : defaultChain.orElse(null);
    }

    private static Branch fork(List<FilterChainSpec> chains, int step) {
        if (step == STEPS.length) {
            return new Branch.Leaf(chains.get(0));
        }
        ImmutableMap.Builder<MatchKey, Branch> branches = ImmutableMap.builder();
        byKey(chains, STEPS[step]).forEach((key, members) -> branches.put(key, fork(members, step + 1)));
        return Branch.Fork.of(branches.buildOrThrow());
    }

    private static Optional<Conflict> conflict(List<FilterChainSpec> chains, int step) {
        if (chains.size() < 2) {
            return Optional.empty();
        }
        if (step == STEPS.length) {
            return Optional.of(new Conflict(chains.get(0), chains.get(1)));
        }
        return byKey(chains, STEPS[step]).values().stream()
                .map(members -> conflict(members, step + 1))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Map<MatchKey, List<FilterChainSpec>> byKey(List<FilterChainSpec> chains, MatchStep step) {
        Map<MatchKey, List<FilterChainSpec>> members = new LinkedHashMap<>();
        for (FilterChainSpec chain : chains) {
            for (MatchKey key : step.keys(chain.match())) {
                List<FilterChainSpec> of = members.computeIfAbsent(key, none -> new ArrayList<>());
                if (!of.contains(chain)) {
                    of.add(chain);
                }
            }
        }
        return members;
    }
}
