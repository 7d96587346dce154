package io.nuncio.kernel.stats;

import io.nuncio.filter.thread.OnMain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All statistics of one proxy. A statistic exists as long as a {@link Scope} holds it; two scopes that make the same name
 * share the value.
 *
 * <p>Any thread makes and updates statistics; making one is for set-up and for the first time that something happens, the
 * maker keeps what it got. Main merges, resets and renders. Source: Envoy's thread-local store.
 */
public final class StatStore {

    private final StatsOptions options;
    private final Cells cells = new Cells();
    private final Scope root;

    private final ConcurrentHashMap<String, Held<Counter>> counters = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Held<Gauge>> gauges = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Held<TextReadout>> texts = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Held<Histogram>> histograms = new ConcurrentHashMap<>();

    private final Counter noCounter;
    private final Gauge noGauge;
    private final TextReadout noText;
    private final Histogram noHistogram;

    /** A store with Envoy's defaults. */
    public StatStore() {
        this(StatsOptions.defaults());
    }

    public StatStore(StatsOptions options) {
        this.options = options;
        noCounter = new Counter("", this, cells, Cells.WASTE);
        noGauge = new Gauge("", this, Gauge.ImportMode.NEVER_IMPORT, Cells.WASTE);
        noText = new TextReadout("", this, false);
        noHistogram = new Histogram("", this, Unit.UNSPECIFIED, new double[0], false);
        root = new Scope(this, "");
    }

    /** A statistic and how many scopes hold it. */
    private static final class Held<T extends Stat> {
        final T stat;
        int holders;

        Held(T stat) {
            this.stat = stat;
        }
    }

    /** The scope without a prefix; it cannot be closed. */
    public Scope root() {
        return root;
    }

    /** A new scope whose names begin with the given one and a dot. */
    public Scope scope(String name) {
        return root.scope(name);
    }

    /** The counter of this whole name, held by the root scope. */
    public Counter counter(String name) {
        return root.counter(name);
    }

    /** The gauge of this whole name, held by the root scope; never imported. */
    public Gauge gauge(String name) {
        return root.gauge(name);
    }

    /** The histogram of this whole name, held by the root scope. */
    public Histogram histogram(String name, Unit unit) {
        return root.histogram(name, unit);
    }

    public void forEachCounter(Consumer<? super Counter> action) {
        counters.values().forEach(held -> action.accept(held.stat));
    }

    public void forEachGauge(Consumer<? super Gauge> action) {
        gauges.values().forEach(held -> action.accept(held.stat));
    }

    public void forEachTextReadout(Consumer<? super TextReadout> action) {
        texts.values().forEach(held -> action.accept(held.stat));
    }

    public void forEachHistogram(Consumer<? super Histogram> action) {
        histograms.values().forEach(held -> action.accept(held.stat));
    }

    /** Makes what was recorded since the last call the interval of each histogram; once a flush. */
    @OnMain
    public void mergeHistograms() {
        long[] scratch = new long[Bins.COUNT];
        histograms.values().forEach(held -> held.stat.merge(scratch));
    }

    /** Makes all counters zero, as {@code /reset_counters} does. */
    @OnMain
    public void resetCounters() {
        counters.values().forEach(held -> held.stat.reset());
    }

    /** The values of this moment, sorted by name; each value is read once. */
    public StatsSnapshot snapshot() {
        List<StatsSnapshot.Value> values = new ArrayList<>(counters.size() + gauges.size() + texts.size());
        forEachCounter(each -> values.add(StatsSnapshot.Value.of(each)));
        forEachGauge(each -> values.add(StatsSnapshot.Value.of(each)));
        forEachTextReadout(each -> values.add(StatsSnapshot.Value.of(each)));
        values.sort(Comparator.comparing(StatsSnapshot.Value::name).thenComparing(StatsSnapshot.Value::kind));
        List<StatsSnapshot.Spread> spreads = new ArrayList<>(histograms.size());
        forEachHistogram(each -> spreads.add(StatsSnapshot.Spread.of(each)));
        spreads.sort(Comparator.comparing(StatsSnapshot.Spread::name));
        return new StatsSnapshot(values, spreads);
    }

    StatsOptions options() {
        return options;
    }

    Cells cells() {
        return cells;
    }

    Counter holdCounter(String name) {
        return rejected(name)
                ? noCounter
                : hold(counters, name, key -> new Counter(key, this, cells, cells.allocate()));
    }

    Gauge holdGauge(String name, Gauge.ImportMode mode) {
        return rejected(name) ? noGauge : hold(gauges, name, key -> new Gauge(key, this, mode, cells.allocate()));
    }

    TextReadout holdTextReadout(String name) {
        return rejected(name) ? noText : hold(texts, name, key -> new TextReadout(key, this, true));
    }

    Histogram holdHistogram(String name, Unit unit) {
        return rejected(name)
                ? noHistogram
                : hold(histograms, name, key -> new Histogram(key, this, unit, options.bucketsOf(key), true));
    }

    Counter noCounter() {
        return noCounter;
    }

    Gauge noGauge() {
        return noGauge;
    }

    TextReadout noTextReadout() {
        return noText;
    }

    Histogram noHistogram() {
        return noHistogram;
    }

    private boolean rejected(String name) {
        return !options.matcher().accepts(name);
    }

    private static <T extends Stat> T hold(
            ConcurrentHashMap<String, Held<T>> map, String name, Function<String, T> maker) {
        return map.compute(name, (key, old) -> {
                    Held<T> held = old == null ? new Held<>(maker.apply(key)) : old;
                    held.holders++;
                    return held;
                })
                .stat;
    }

    void releaseCounters(Collection<Counter> held) {
        release(counters, held);
    }

    void releaseGauges(Collection<Gauge> held) {
        release(gauges, held);
    }

    void releaseTextReadouts(Collection<TextReadout> held) {
        release(texts, held);
    }

    void releaseHistograms(Collection<Histogram> held) {
        release(histograms, held);
    }

    private static <T extends Stat> void release(ConcurrentHashMap<String, Held<T>> map, Collection<T> stats) {
        for (T stat : stats) {
            map.computeIfPresent(stat.name(), (key, held) -> {
                if (held.stat != stat || --held.holders > 0) {
                    return held;
                }
                stat.removed();
                return null;
            });
        }
    }

    /** Cells that were ever made; for tests. */
    int cellsAllocated() {
        return cells.allocated();
    }
}
