package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.CodeCounters;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Histogram;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.Unit;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of responses under one prefix, as Envoy names it: {@code upstream_rq_completed}, {@code upstream_rq_2xx},
 * {@code upstream_rq_200}, and the histogram {@code upstream_rq_time}. Each is made when it is counted first; from then on
 * it is found by reading a field or an array.
 *
 * <p>Any thread.
 */
@AnyThread
public final class ResponseCounters {

    private static final int CLASS_SIZE = 100;
    private static final int CLASS_MIN = 1;
    private static final int CLASS_MAX = 5;

    private final Scope scope;
    private final String prefix;
    private final CodeCounters codes;

    /** Filled without ordering: a counter's fields are final, so whoever sees one sees all of it. */
    private final @Nullable Counter[] classes = new @Nullable Counter[CLASS_MAX + 1];

    private @Nullable Counter completed;
    private @Nullable Histogram timeMs;

    /**
     * Counters below {@code scope}.
     *
     * @param prefix of their names: empty, or ends with a dot
     */
    public ResponseCounters(Scope scope, String prefix) {
        this.scope = scope;
        this.prefix = prefix;
        this.codes = new CodeCounters(scope, prefix + "upstream_rq_");
    }

    /**
     * Counts a response.
     *
     * @param withCode whether its status is counted too, beside its class
     */
    public void count(int status, boolean withCode) {
        Counter all = completed;
        if (all == null) {
            all = scope.counter(prefix + "upstream_rq_completed");
            completed = all;
        }
        all.inc();
        int of = status / CLASS_SIZE;
        if (of >= CLASS_MIN && of <= CLASS_MAX) {
            Counter known = classes[of];
            if (known == null) {
                known = scope.counter(prefix + "upstream_rq_" + of + "xx");
                classes[of] = known;
            }
            known.inc();
        }
        if (withCode) {
            codes.inc(status);
        }
    }

    /** A response was complete so long after its request was. */
    public void time(long durationMs) {
        Histogram known = timeMs;
        if (known == null) {
            known = scope.histogram(prefix + "upstream_rq_time", Unit.MILLISECONDS);
            timeMs = known;
        }
        known.record(durationMs);
    }
}
