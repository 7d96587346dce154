package io.nuncio.proxy.blocking;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.AnyThread;
import io.nuncio.filter.OnWorker;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the filter that stands for a run of neighbouring blocking filters. Immutable, used by all workers. */
public final class BlockingMaker implements StreamFilterMaker {

    private static final Logger LOG = LoggerFactory.getLogger(BlockingMaker.class);

    private final ImmutableList<BlockingFilter> filters;
    private final FilterLimits limits;
    private final LogThreads logThreads = new LogThreads();

    /** Written by any worker, once; a worker that sees it late runs one more request itself. */
    private volatile boolean movedToPool;

    private BlockingMaker(ImmutableList<BlockingFilter> filters) {
        this.filters = filters;
        this.limits = shared(filters);
    }

    /** Of filters that share a scheduler, outermost first. */
    @AnyThread
    public static BlockingMaker of(BlockingFilter... filters) {
        return new BlockingMaker(ImmutableList.copyOf(filters));
    }

    /** Makes one run of each row of neighbouring blocking filters that share a scheduler; the rest of a chain stays. */
    @AnyThread
    public static ImmutableList<ExtensionSpec> join(List<ExtensionSpec> chain) {
        ImmutableList.Builder<ExtensionSpec> joined = ImmutableList.builder();
        List<ExtensionSpec> run = new ArrayList<>();
        for (ExtensionSpec each : chain) {
            if (!run.isEmpty() && !(blocking(each) && sameScheduler(run.getLast(), each))) {
                joined.add(whole(run));
                run.clear();
            }
            if (blocking(each)) {
                run.add(each);
            } else {
                joined.add(each);
            }
        }
        if (!run.isEmpty()) {
            joined.add(whole(run));
        }
        return joined.build();
    }

    private static boolean blocking(ExtensionSpec spec) {
        return spec.made().as(Object.class) instanceof BlockingMaker;
    }

    private static boolean sameScheduler(ExtensionSpec one, ExtensionSpec other) {
        return one.made().as(BlockingMaker.class).limits.onWorker()
                == other.made().as(BlockingMaker.class).limits.onWorker();
    }

    private static ExtensionSpec whole(List<ExtensionSpec> run) {
        if (run.size() == 1) {
            return run.getFirst();
        }
        ImmutableList<BlockingFilter> all = run.stream()
                .flatMap(each -> each.made().as(BlockingMaker.class).filters.stream())
                .collect(ImmutableList.toImmutableList());
        String name = run.stream().map(ExtensionSpec::name).collect(Collectors.joining("+"));
        return new ExtensionSpec(name, run.getFirst().typeUrl(), Opaque.of(new BlockingMaker(all)));
    }

    /** The strictest times of all, since they share a thread. */
    private static FilterLimits shared(ImmutableList<BlockingFilter> filters) {
        FilterLimits first = filters.getFirst().limits();
        long stuckAfterMs = first.stuckAfterMs();
        long budgetMs = first.budgetMs();
        for (BlockingFilter each : filters) {
            stuckAfterMs = Math.min(stuckAfterMs, each.limits().stuckAfterMs());
            budgetMs = Math.min(budgetMs, each.limits().budgetMs());
        }
        return new FilterLimits(first.concurrentMax(), first.failOpen(), stuckAfterMs, budgetMs, first.onWorker());
    }

    @Override
    @OnWorker
    public FilterRun make(EngineStream stream) {
        return new FilterRun(stream, this);
    }

    ImmutableList<BlockingFilter> filters() {
        return filters;
    }

    FilterLimits limits() {
        return limits;
    }

    LogThreads logThreads() {
        return logThreads;
    }

    /** Where the threads of a stream run. */
    FilterThreads threads(EngineStream stream) {
        return limits.onWorker() && !movedToPool ? AffineThreads.on(stream.dispatcher(), this) : FilterThreads.POOL;
    }

    /** A thread of these filters, or one that they started, kept the worker for too long. */
    void ranLong(long tookMs) {
        if (!movedToPool) {
            movedToPool = true;
            String names = filters.stream().map(BlockingFilter::name).collect(Collectors.joining(", "));
            LOG.warn(
                    "filter {} kept a worker for {} ms without blocking: from now on it runs on the pool",
                    names,
                    tookMs);
        }
        filters.forEach(each -> each.stats().ranLong());
    }

    boolean movedToPool() {
        return movedToPool;
    }
}
