package io.nuncio.extensions.http.javafilter;

import io.nuncio.proxy.blocking.FilterLimits;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a Java filter stands in a configuration: {@code nuncio.ext.v1.JavaFilter}, as a {@code TypedStruct}.
 *
 * @param module the jar, or the folder of jars, that has it; empty: the class path of the proxy
 * @param name of the factory
 * @param config what its factory reads
 * @param maxConcurrent requests in it at once
 * @param onOverflow what becomes of a request above that
 * @param stuckAfter how long it may own a stream before it is reported
 * @param timeBudget how long it may own a stream before the stream ends
 * @param scheduler where its threads run
 */
record Settings(
        Optional<String> module,
        String name,
        Map<String, Object> config,
        Optional<Long> maxConcurrent,
        Optional<Overflow> onOverflow,
        Optional<Duration> stuckAfter,
        Optional<Duration> timeBudget,
        Optional<Scheduler> scheduler) {

    /** What becomes of a request that finds no room. */
    enum Overflow {
        FAIL_CLOSED,
        FAIL_OPEN
    }

    /** Where threads run. */
    enum Scheduler {
        POOL,
        WORKER
    }

    /** A filter of the class path with nothing but a configuration. */
    static Settings of(String name, Map<String, Object> config) {
        return new Settings(
                Optional.empty(),
                name,
                config,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    FilterLimits limits() {
        FilterLimits usual = FilterLimits.DEFAULT;
        return new FilterLimits(
                maxConcurrent.orElse(usual.concurrentMax()),
                onOverflow.orElse(Overflow.FAIL_CLOSED) == Overflow.FAIL_OPEN,
                stuckAfter.map(Duration::toMillis).orElse(usual.stuckAfterMs()),
                timeBudget.map(Duration::toMillis).orElse(usual.budgetMs()),
                scheduler.orElse(Scheduler.POOL) == Scheduler.WORKER);
    }
}
