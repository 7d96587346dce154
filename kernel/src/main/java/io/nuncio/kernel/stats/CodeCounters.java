package io.nuncio.kernel.stats;

import org.jspecify.annotations.Nullable;

/**
 * A counter for each HTTP status that occurs, such as {@code upstream_rq_503}: made at the first occurrence, found again
 * by two array reads.
 *
 * <p>Any thread. Statuses outside 100 to 599 are counted together as {@code unknown}.
 */
public final class CodeCounters {

    private static final int CLASS_SIZE = 100;
    private static final int CODE_MIN = 100;
    private static final int CODE_MAX = 599;
    private static final int CLASSES = 6;

    private final Scope scope;
    private final String prefix;

    /** Filled without ordering: a counter's fields are final, so whoever sees one sees all of it. */
    private final @Nullable Counter[] @Nullable [] byClass = new @Nullable Counter[CLASSES][];

    private @Nullable Counter unknown;

    /** Counters named scope, prefix, status. */
    public CodeCounters(Scope scope, String prefix) {
        this.scope = scope;
        this.prefix = prefix;
    }

    /** The counter of a status. */
    public Counter of(int code) {
        if (code < CODE_MIN || code > CODE_MAX) {
            Counter known = unknown;
            if (known == null) {
                known = scope.counter(prefix + "unknown");
                unknown = known;
            }
            return known;
        }
        @Nullable Counter[] group = byClass[code / CLASS_SIZE];
        if (group == null) {
            group = new @Nullable Counter[CLASS_SIZE];
            byClass[code / CLASS_SIZE] = group;
        }
        Counter known = group[code % CLASS_SIZE];
        if (known == null) {
            known = scope.counter(prefix + code);
            group[code % CLASS_SIZE] = known;
        }
        return known;
    }

    /** Counts a status. */
    public void inc(int code) {
        of(code).inc();
    }
}
