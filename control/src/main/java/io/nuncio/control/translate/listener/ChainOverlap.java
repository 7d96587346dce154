package io.nuncio.control.translate.listener;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.listener.FilterChainMatchSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds filter chains between which nothing decides: two that have a whole combination of values in common. That one
 * range of addresses contains another is no overlap, as the narrower one wins.
 */
final class ChainOverlap {

    /** Stands for "nothing said" in a combination; no address range, name or port is equal to it. */
    private static final Object ANY = new Object();

    private final Map<List<Object>, Integer> combinations = new HashMap<>();

    /** Takes note of chain {@code index}; an overlap with an earlier one is recorded at {@code place}. */
    void add(int index, FilterChainMatchSpec match, Place place) {
        List<List<Object>> values = ImmutableList.of(
                ImmutableList.of(match.destinationPort()),
                orAny(match.destinationRanges()),
                orAny(match.serverNames()),
                ImmutableList.of(match.transportProtocol()),
                orAny(match.applicationProtocols()),
                orAny(match.directSourceRanges()),
                ImmutableList.of(match.sourceType()),
                orAny(match.sourceRanges()),
                orAny(match.sourcePorts()));
        for (List<Object> combination : Lists.cartesianProduct(values)) {
            Integer other = combinations.putIfAbsent(combination, index);
            if (other != null && other != index) {
                place.error(
                        "filter_chain_match",
                        "overlaps with that of filter_chains[" + other + "]: some connections would match both");
                return;
            }
        }
    }

    private static ImmutableList<Object> orAny(ImmutableList<?> values) {
        return values.isEmpty() ? ImmutableList.of(ANY) : ImmutableList.copyOf(values);
    }
}
