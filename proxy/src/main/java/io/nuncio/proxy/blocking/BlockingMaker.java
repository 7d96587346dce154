package io.nuncio.proxy.blocking;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.kernel.thread.PerLoop;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.route.RouteChain;
import io.nuncio.proxy.spi.http.EngineStream;
import io.nuncio.proxy.spi.http.StreamFilterMaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the filter that stands for a run of neighbouring blocking filters. Immutable, used by all workers. */
public final class BlockingMaker implements StreamFilterMaker {

    private static final Logger LOG = LoggerFactory.getLogger(BlockingMaker.class);

    private final ImmutableList<BlockingFilter> filters;
    private final FilterLimits limits;
    private final LogThreads logThreads = new LogThreads();
    private final PerLoop<FilterThreads> affine;

    /** Written by any worker, once; a worker that sees it late runs one more request itself. */
    private volatile boolean movedToPool;

    private BlockingMaker(ImmutableList<BlockingFilter> filters) {
        this.filters = filters;
        this.limits = shared(filters);
        this.affine = new PerLoop<>(loop -> AffineThreads.on(loop, this));
    }

    /** Of filters that share a scheduler, outermost first. */
    @AnyThread
    public static BlockingMaker of(BlockingFilter... filters) {
        return new BlockingMaker(ImmutableList.copyOf(filters));
    }

    /** Makes one run of each row of neighbouring blocking filters that share a scheduler; the rest of a chain stays. */
    @AnyThread
    public static RouteChain join(RouteChain chain) {
        if (chain.filters().stream().filter(BlockingMaker::blocking).limit(2).count() < 2) {
            return chain;
        }
        ImmutableList.Builder<ExtensionSpec> filters = ImmutableList.builder();
        ImmutableIntArray.Builder places = ImmutableIntArray.builder();
        List<Optional<Opaque>> configs = new ArrayList<>(chain.configs());
        for (int at = 0; at < chain.filters().size(); ) {
            int end = runEnd(chain.filters(), at);
            filters.add(whole(chain.filters().subList(at, end)));
            places.add(chain.places().get(at));
            if (end - at > 1 && !configs.isEmpty()) {
                configs.set(chain.places().get(at), Optional.of(Opaque.of(configs(chain, at, end))));
            }
            at = end;
        }
        return new RouteChain(filters.build(), places.build(), ImmutableList.copyOf(configs));
    }

    /** Where the run that begins there ends; a filter that does not block is a run of one. */
    private static int runEnd(ImmutableList<ExtensionSpec> filters, int from) {
        int end = from + 1;
        while (end < filters.size()
                && blocking(filters.get(from))
                && blocking(filters.get(end))
                && sameScheduler(filters.get(from), filters.get(end))) {
            end++;
        }
        return end;
    }

    /** What each filter of a run is told: by the route, or its own. */
    private static RunConfigs configs(RouteChain chain, int from, int end) {
        ImmutableList.Builder<Optional<Object>> all = ImmutableList.builder();
        for (int at = from; at < end; at++) {
            Object told = chain.config(chain.places().get(at));
            BlockingMaker maker = chain.filters().get(at).made().as(BlockingMaker.class);
            all.add(Optional.ofNullable(told == null ? maker.filters.getFirst().config() : told));
        }
        return new RunConfigs(all.build());
    }

    private static boolean blocking(ExtensionSpec spec) {
        return spec.made().as(Object.class) instanceof BlockingMaker;
    }

    private static boolean sameScheduler(ExtensionSpec one, ExtensionSpec other) {
        return one.made().as(BlockingMaker.class).limits.onWorker()
                == other.made().as(BlockingMaker.class).limits.onWorker();
    }

    /** What the filters of a run are told, each at its place. */
    record RunConfigs(ImmutableList<Optional<Object>> each) {}

    /** Of one filter its configuration; of a run those of all. */
    @Override
    @AnyThread
    public @Nullable Object config() {
        return filters.size() == 1
                ? filters.getFirst().config()
                : new RunConfigs(filters.stream()
                        .map(filter -> Optional.ofNullable(filter.config()))
                        .collect(ImmutableList.toImmutableList()));
    }

    /** What the filters of one stream are told. */
    @OnWorker
    ImmutableList<Optional<Object>> configs(EngineStream stream) {
        if (filters.size() > 1) {
            return stream.config(RunConfigs.class).each();
        }
        boolean told = filters.getFirst().config() != null;
        return ImmutableList.of(told ? Optional.of(stream.config(Object.class)) : Optional.empty());
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
        if (!limits.onWorker() || movedToPool) {
            return FilterThreads.POOL;
        }
        return affine.get(stream.dispatcher());
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
