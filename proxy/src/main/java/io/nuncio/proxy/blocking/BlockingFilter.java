package io.nuncio.proxy.blocking;

import io.nuncio.filter.HttpFilter;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.stats.Scope;
import io.nuncio.kernel.stats.SharedBudget;
import org.jspecify.annotations.Nullable;

/** One blocking filter of one chain, with its configuration and limits; shared by all workers. */
@AnyThread
public final class BlockingFilter {

    private final String name;
    private final HttpFilter<Object> filter;
    private final @Nullable Object config;
    private final FilterLimits limits;
    private final FilterStats stats;
    private final SharedBudget room;
    private final String threadName;

    private BlockingFilter(
            String name, HttpFilter<Object> filter, @Nullable Object config, FilterLimits limits, FilterStats stats) {
        this.name = name;
        this.filter = filter;
        this.config = config;
        this.limits = limits;
        this.stats = stats;
        this.threadName = "filter " + name;
        this.room = new SharedBudget(limits.concurrentMax());
    }

    /**
     * A filter.
     *
     * @param name as configuration calls it: in details, logs and stats
     * @param config of the chain; a route may have another
     * @param scope where its stats stand
     */
    @SuppressWarnings("unchecked") // the factory that made the filter made the configuration
    public static <C> BlockingFilter of(
            String name, HttpFilter<C> filter, @Nullable C config, FilterLimits limits, Scope scope) {
        return new BlockingFilter(name, (HttpFilter<Object>) filter, config, limits, new FilterStats(scope));
    }

    public String name() {
        return name;
    }

    /** What it may use. */
    public FilterLimits limits() {
        return limits;
    }

    /** How many requests are in it now. */
    public long active() {
        return room.inUse();
    }

    /** How its threads are called. */
    String threadName() {
        return threadName;
    }

    HttpFilter<Object> filter() {
        return filter;
    }

    @Nullable
    Object config() {
        return config;
    }

    FilterStats stats() {
        return stats;
    }

    boolean enter() {
        if (room.tryAcquire()) {
            stats.entered();
            return true;
        }
        return false;
    }

    void leave() {
        room.release();
        stats.left();
    }
}
