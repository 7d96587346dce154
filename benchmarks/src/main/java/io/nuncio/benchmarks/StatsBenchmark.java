package io.nuncio.benchmarks;

import io.nuncio.kernel.stats.CodeCounters;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.Histogram;
import io.nuncio.kernel.stats.SharedBudget;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.stats.StatsPrometheus;
import io.nuncio.kernel.stats.StatsQuery;
import io.nuncio.kernel.stats.Unit;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What counting costs a worker, and what reading costs main. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StatsBenchmark {

    private static final int TIMES = 1_000_000;
    private static final int COUNTERS = 64;

    private final StatStore store = new StatStore();
    private final Counter[] counters = new Counter[COUNTERS];
    private final Counter one = store.counter("one");
    private final Gauge gauge = store.gauge("active");
    private final Histogram histogram = store.histogram("rq_time", Unit.MILLISECONDS);
    private final CodeCounters codes = new CodeCounters(store.scope("cluster.x"), "upstream_rq_");
    private final SharedBudget budget = new SharedBudget(1024);
    private LoopRunner loop;

    @Setup
    public void start() {
        loop = new LoopRunner();
        for (int i = 0; i < COUNTERS; i++) {
            counters[i] = store.counter("cluster.c" + i + ".upstream_rq_total");
        }
    }

    @TearDown
    public void stop() {
        loop.close();
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void oneCounter() throws InterruptedException {
        loop.run(() -> {
            for (int i = 0; i < TIMES; i++) {
                one.inc();
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void counterAmongMany() throws InterruptedException {
        loop.run(() -> {
            for (int i = 0; i < TIMES; i++) {
                counters[i & (COUNTERS - 1)].inc();
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void counterOfStatus() throws InterruptedException {
        loop.run(() -> {
            for (int i = 0; i < TIMES; i++) {
                codes.inc(200 + (i & 7));
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void gaugeUpAndDown() throws InterruptedException {
        loop.run(() -> {
            for (int i = 0; i < TIMES; i += 2) {
                gauge.inc();
                gauge.dec();
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void histogramRecord() throws InterruptedException {
        loop.run(() -> {
            for (int i = 0; i < TIMES; i++) {
                histogram.record(i & 1023);
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void budgetTakeAndGive() throws InterruptedException {
        loop.run(() -> {
            for (int i = 0; i < TIMES; i++) {
                if (budget.tryAcquire()) {
                    budget.release();
                }
            }
        });
    }

    /** A thread that is no loop pays for an atomic instruction. */
    @Benchmark
    public void counterOfAStranger() {
        one.inc();
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public int scrape() {
        StringBuilder out = new StringBuilder();
        StatsPrometheus.render(store.snapshot(), StatsQuery.all(), false, Set.of(), out);
        return out.length();
    }
}
