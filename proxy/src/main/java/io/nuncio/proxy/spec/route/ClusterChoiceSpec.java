package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderView;
import org.jspecify.annotations.Nullable;

/** To which cluster a request goes. */
@Immutable
public sealed interface ClusterChoiceSpec {

    /**
     * Always the same.
     *
     * @param cluster its name
     */
    record Named(String cluster) implements ClusterChoiceSpec {}

    /**
     * The one that a header field names; without the field or its value there is none.
     *
     * @param name of the field
     */
    record FromHeader(HeaderName name) implements ClusterChoiceSpec {
        /** The first value, or null. */
        public @Nullable String cluster(HeaderView headers) {
            String value = headers.first(name);
            return value == null || value.isEmpty() ? null : value;
        }
    }

    /**
     * One of several, by chance.
     *
     * @param clusters in their order
     * @param totalWeight the sum of their weights, 1 to 4,294,967,295
     */
    record Weighted(ImmutableList<WeightedClusterSpec> clusters, long totalWeight) implements ClusterChoiceSpec {

        /** The largest sum of weights. */
        public static final long TOTAL_WEIGHT_MAX = 0xFFFF_FFFFL;

        public Weighted {
            if (totalWeight < 1 || totalWeight > TOTAL_WEIGHT_MAX) {
                throw new IllegalArgumentException("a total weight of " + totalWeight);
            }
        }

        /** The one on which {@code random} (unsigned) falls. The same number always falls on the same one. */
        public WeightedClusterSpec pick(long random) {
            return clusters.get(place(random));
        }

        /** The place of {@link #pick} in {@link #clusters}. */
        public int place(long random) {
            long rest = Long.remainderUnsigned(random, totalWeight);
            int last = clusters.size() - 1;
            for (int i = 0; i < last; i++) {
                rest -= clusters.get(i).weight();
                if (rest < 0) {
                    return i;
                }
            }
            return last;
        }
    }
}
