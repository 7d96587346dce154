package io.nuncio.kernel.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.kernel.thread.LoopOptions;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.kernel.thread.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StatStoreTest {

    private final StatStore store = new StatStore();

    private static void on(ManualLoop loop, Runnable work) {
        loop.dispatcher().post(work);
        loop.runUntilIdle();
    }

    private static String text(StatStore store, StatsQuery query) {
        StringBuilder out = new StringBuilder();
        StatsText.render(store.snapshot(), query, out);
        return out.toString();
    }

    @Test
    void aCounterSumsLoopsAndAllOtherThreads() {
        Counter counter = store.counter("a.b");
        try (ManualLoop one = new ManualLoop("one");
                ManualLoop two = new ManualLoop("two")) {
            on(one, counter::inc);
            on(two, () -> counter.add(10));
            on(one, counter::inc);
            counter.add(100);
        }
        assertThat(counter.value()).isEqualTo(112);
    }

    @Test
    void countsOfAClosedLoopStayAndItsIndexIsReusable() {
        Counter counter = store.counter("c");
        for (int i = 0; i < 5; i++) {
            try (ManualLoop loop = new ManualLoop("short")) {
                on(loop, counter::inc);
            }
        }
        assertThat(counter.value()).isEqualTo(5);
    }

    @Test
    void fourLoopsCountExactlyAndAReaderNeverSeesLess() throws Exception {
        int tasks = 2_000;
        int incsPerTask = 250;
        Counter counter = store.counter("shared");
        Histogram histogram = store.histogram("spread", Unit.MILLISECONDS);
        List<Worker> workers = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(4);
        for (int w = 0; w < 4; w++) {
            Worker worker = Worker.create(w, LoopOptions.defaults());
            workers.add(worker);
            AtomicInteger left = new AtomicInteger(tasks);
            worker.dispatcher().post(new Runnable() {
                @Override
                public void run() {
                    for (int i = 0; i < incsPerTask; i++) {
                        counter.inc();
                        histogram.record(i);
                    }
                    if (left.decrementAndGet() > 0) {
                        worker.dispatcher().post(this);
                    } else {
                        done.countDown();
                    }
                }
            });
        }
        workers.forEach(Worker::start);
        long last = 0;
        long reads = 0;
        while (done.getCount() > 0) {
            long now = counter.value();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
            if (reads++ % 1000 == 0) {
                long before = histogram.cumulative().count();
                store.mergeHistograms();
                assertThat(histogram.cumulative().count()).isGreaterThanOrEqualTo(before);
                assertThat(histogram.interval().count())
                        .isEqualTo(histogram.cumulative().count() - before);
            }
        }
        workers.forEach(Worker::stop);
        store.mergeHistograms();
        assertThat(counter.value()).isEqualTo(4L * tasks * incsPerTask);
        assertThat(histogram.cumulative().count()).isEqualTo(4L * tasks * incsPerTask);
        assertThat(reads).isGreaterThan(10);
    }

    @Test
    void manyCountersSpanManyChunks() {
        int count = 3 * CellRow.CHUNK + 7;
        List<Counter> counters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            counters.add(store.counter("c" + i));
        }
        try (ManualLoop loop = new ManualLoop("l")) {
            on(loop, () -> {
                for (int i = count - 1; i >= 0; i--) {
                    counters.get(i).add(i);
                }
            });
        }
        for (int i = 0; i < count; i++) {
            counters.get(i).add(1);
            assertThat(counters.get(i).value()).isEqualTo(i + 1);
        }
    }

    @Test
    void usedMeansUpdatedAtAll() {
        Counter counter = store.counter("c");
        Gauge gauge = store.gauge("g");
        store.counter("never");
        assertThat(counter.used()).isFalse();
        counter.add(0);
        gauge.set(0);
        assertThat(text(store, StatsQuery.all().withUsedOnly(true))).isEqualTo("c: 0\ng: 0\n");
        assertThat(text(store, StatsQuery.all())).isEqualTo("c: 0\ng: 0\nnever: 0\n");
    }

    @Test
    void resetMakesZeroAndKeepsLatchAndUsed() {
        Counter counter = store.counter("c");
        counter.add(5);
        assertThat(counter.latch()).isEqualTo(5);
        counter.add(2);
        store.resetCounters();
        assertThat(counter.value()).isZero();
        assertThat(counter.used()).isTrue();
        assertThat(counter.latch()).isEqualTo(2);
        counter.inc();
        assertThat(counter.value()).isEqualTo(1);
    }

    @Test
    void gaugesMayGoUpOnOneLoopAndDownOnAnother() {
        Gauge gauge = store.gauge("active");
        try (ManualLoop one = new ManualLoop("one");
                ManualLoop two = new ManualLoop("two")) {
            on(one, () -> gauge.add(3));
            on(two, () -> gauge.sub(2));
            assertThat(gauge.value()).isEqualTo(1);
            on(two, () -> gauge.set(40));
            on(one, gauge::dec);
            on(two, gauge::inc);
            gauge.inc();
            assertThat(gauge.value()).isEqualTo(41);
            on(one, () -> gauge.sub(100));
            assertThat(gauge.value()).isZero();
            on(two, () -> gauge.add(59));
            assertThat(gauge.value()).isZero();
            on(two, gauge::inc);
            assertThat(gauge.value()).isEqualTo(1);
        }
    }

    @Test
    void setsAtOnceLeaveOneOfTheirValues() throws Exception {
        Gauge gauge = store.gauge("g");
        for (int round = 0; round < 200; round++) {
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    gauge.set(7);
                }));
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(gauge.value()).isEqualTo(7);
        }
    }

    @Test
    void twoScopesShareANameUntilTheLastOneCloses() {
        Scope one = store.scope("cluster.x");
        Scope two = store.scope("cluster.x.");
        Counter counter = one.counter("upstream_cx_total");
        assertThat(two.counter("upstream_cx_total")).isSameAs(counter);
        assertThat(one.counter("upstream_cx_total")).isSameAs(counter);
        counter.inc();
        one.close();
        one.close();
        assertThat(text(store, StatsQuery.all())).isEqualTo("cluster.x.upstream_cx_total: 1\n");
        two.close();
        assertThat(text(store, StatsQuery.all())).isEmpty();
        assertThat(store.scope("cluster.x").counter("upstream_cx_total").value())
                .isZero();
    }

    @Test
    void closingTakesEveryKindAway() {
        Scope scope = store.scope("s");
        scope.counter("c").inc();
        scope.gauge("g").inc();
        scope.textReadout("t").set("x");
        scope.histogram("h", Unit.BYTES).record(1);
        assertThat(text(store, StatsQuery.all())).hasLineCount(4);
        scope.close();
        assertThat(text(store, StatsQuery.all())).isEmpty();
    }

    @Test
    void aClosedScopeCountsIntoNothing() {
        Scope scope = store.scope("s");
        Counter before = scope.counter("old");
        scope.close();
        before.inc();
        Counter after = scope.counter("new");
        after.inc();
        scope.gauge("g").set(5);
        scope.textReadout("t").set("x");
        scope.histogram("h", Unit.BYTES).record(1);
        store.mergeHistograms();
        assertThat(after.value()).isZero();
        assertThat(scope.gauge("g").value()).isZero();
        assertThat(text(store, StatsQuery.all())).isEmpty();
    }

    @Test
    void theRootStaysOpen() {
        store.root().close();
        store.counter("c").inc();
        assertThat(text(store, StatsQuery.all())).isEqualTo("c: 1\n");
    }

    @Test
    void aCellIsReusedOnlyWhenItsWriterIsGone() {
        Scope scope = store.scope("s");
        Counter kept = scope.counter("kept");
        kept.add(5);
        for (int i = 0; i < 100; i++) {
            scope.counter("c" + i).add(3);
        }
        scope.close();
        Awaitility.await().until(() -> {
            System.gc();
            int before = store.cellsAllocated();
            try (Scope next = store.scope("n")) {
                for (int i = 0; i < 50; i++) {
                    Counter counter = next.counter("d" + i);
                    kept.inc();
                    assertThat(counter.value()).isZero();
                }
            }
            return store.cellsAllocated() == before;
        });
        assertThat(kept.value()).isGreaterThan(5);
    }

    @Test
    void cellsOfShortLivedScopesDoNotPileUp() {
        for (int round = 0; round < 40; round++) {
            Scope scope = store.scope("s");
            for (int i = 0; i < 100; i++) {
                scope.counter("c" + i).inc();
            }
            scope.close();
            if (round % 4 == 3) {
                System.gc();
            }
        }
        Awaitility.await().until(() -> {
            System.gc();
            int before = store.cellsAllocated();
            try (Scope scope = store.scope("probe")) {
                for (int i = 0; i < 200; i++) {
                    assertThat(scope.counter("c" + i).value()).isZero();
                }
            }
            return store.cellsAllocated() == before;
        });
    }

    @Test
    void scopeNamesAreCleanedAsEnvoyDoes() {
        Scope scope = store.scope("http.a::b://c:/d\0e");
        assertThat(scope.prefix()).isEqualTo("http.a__b_c_d_e.");
        assertThat(scope.scope("x.").counter("y:z").name()).isEqualTo("http.a__b_c_d_e.x.y:z");
        assertThat(store.scope("").counter("plain").name()).isEqualTo("plain");
    }

    @Test
    void whatTheMatcherRejectsIsNowhere() {
        StatStore strict = new StatStore(StatsOptions.defaults()
                .withMatcher(StatsMatcher.inclusion(List.of(
                        StatsMatcher.prefix("cluster.", false),
                        StatsMatcher.suffix("_CX", true),
                        StatsMatcher.exact("Exact", true),
                        StatsMatcher.contains("mid", false)))));
        for (String name : List.of("cluster.a", "Cluster.a", "x_cx", "exact", "amidst", "aMidst", "other", "_c")) {
            strict.counter(name).inc();
            strict.gauge(name).set(2);
            strict.histogram(name, Unit.BYTES).record(1);
            strict.root().textReadout(name).set("t");
        }
        strict.mergeHistograms();
        List<String> names = new ArrayList<>();
        strict.forEachCounter(counter -> names.add(counter.name()));
        assertThat(names).containsExactlyInAnyOrder("cluster.a", "x_cx", "exact", "amidst");
        assertThat(strict.counter("other").value()).isZero();
        assertThat(strict.gauge("other").value()).isZero();
        assertThat(text(strict, StatsQuery.all())).hasLineCount(16);

        StatStore lenient = new StatStore(
                StatsOptions.defaults().withMatcher(StatsMatcher.exclusion(List.of(name -> name.matches("a+")))));
        lenient.counter("aaa").inc();
        lenient.counter("aab").inc();
        assertThat(text(lenient, StatsQuery.all())).isEqualTo("aab: 1\n");

        StatStore silent = new StatStore(StatsOptions.defaults().withMatcher(StatsMatcher.none()));
        silent.counter("a").inc();
        assertThat(text(silent, StatsQuery.all())).isEmpty();
    }

    @Test
    void countersOfStatusesAppearWhenTheyOccur() {
        CodeCounters codes = new CodeCounters(store.scope("cluster.x"), "upstream_rq_");
        codes.inc(503);
        codes.inc(503);
        codes.inc(200);
        codes.inc(99);
        codes.inc(1000);
        assertThat(codes.of(503)).isSameAs(codes.of(503));
        assertThat(text(store, StatsQuery.all())).isEqualTo("""
                        cluster.x.upstream_rq_200: 1
                        cluster.x.upstream_rq_503: 2
                        cluster.x.upstream_rq_unknown: 2
                        """);
    }
}
