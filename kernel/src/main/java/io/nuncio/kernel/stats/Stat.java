package io.nuncio.kernel.stats;

import org.jspecify.annotations.Nullable;

/**
 * One statistic: a name, whether it has ever been updated, and the tags that its name holds.
 *
 * <p>Any thread. The same name and kind is the same object for everybody who asks while one scope holds it.
 */
public abstract sealed class Stat permits Counter, Gauge, TextReadout, Histogram {

    private final String name;
    private final StatStore store;

    /** Set by the first update and never cleared: what {@code usedonly} asks for. */
    private volatile boolean used;

    private volatile @Nullable TaggedName tagged;

    Stat(String name, StatStore store) {
        this.name = name;
        this.store = store;
    }

    /** The whole dotted name. */
    public final String name() {
        return name;
    }

    /** Whether it has been updated since it was made, be it by zero; a histogram, whether a number of it was merged. */
    public final boolean used() {
        return used;
    }

    final void markUsed() {
        if (!used) {
            used = true;
        }
    }

    /** The name without the parts that are tags, and the tags; computed on first use. */
    public final TaggedName tagged() {
        TaggedName now = tagged;
        if (now == null) {
            now = store.options().tags().extract(name);
            tagged = now;
        }
        return now;
    }

    /** Frees what the store holds for it; called once, when no scope has it any more. */
    abstract void removed();

    @Override
    public final String toString() {
        return name;
    }
}
