package io.nuncio.kernel.stats;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Statistics that come and go together, such as those of a cluster or a listener: all their names begin with the same
 * prefix.
 *
 * <p>Any thread. Asking twice for a name gives the same object, the second time without a lock. After {@link #close} a
 * scope answers with statistics that count into nothing, and those it gave out before go on counting unseen unless
 * another scope holds them too.
 */
public final class Scope implements AutoCloseable {

    private final StatStore store;
    private final String prefix;
    private final ConcurrentHashMap<String, Counter> counters = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Gauge> gauges = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, TextReadout> texts = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Histogram> histograms = new ConcurrentHashMap<>();
    private boolean closed;

    Scope(StatStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /** What all names begin with: empty, or ends with a dot. */
    public String prefix() {
        return prefix;
    }

    /**
     * A scope below this one that lives on its own: closing one does not close the other. Colons and slashes in the
     * name, which addresses and URLs bring along, become underscores as in Envoy.
     */
    public Scope scope(String name) {
        String clean = sanitize(name);
        String bare = clean.endsWith(".") ? clean.substring(0, clean.length() - 1) : clean;
        return new Scope(store, bare.isEmpty() ? prefix : prefix + bare + ".");
    }

    /** A name as scopes are called: {@code ://}, {@code :/}, {@code :} and NUL become one underscore. */
    static String sanitize(String name) {
        if (name.indexOf(':') < 0 && name.indexOf('\0') < 0) {
            return name;
        }
        return name.replace("://", "_").replace(":/", "_").replace(':', '_').replace('\0', '_');
    }

    public Counter counter(String name) {
        Counter known = counters.get(name);
        return known != null ? known : make(counters, name, () -> store.holdCounter(prefix + name), store.noCounter());
    }

    /** A gauge whose value is not taken over from an older process. */
    public Gauge gauge(String name) {
        return gauge(name, Gauge.ImportMode.NEVER_IMPORT);
    }

    /** A gauge; the mode of the first one to ask holds. */
    public Gauge gauge(String name, Gauge.ImportMode mode) {
        Gauge known = gauges.get(name);
        return known != null ? known : make(gauges, name, () -> store.holdGauge(prefix + name, mode), store.noGauge());
    }

    public TextReadout textReadout(String name) {
        TextReadout known = texts.get(name);
        return known != null
                ? known
                : make(texts, name, () -> store.holdTextReadout(prefix + name), store.noTextReadout());
    }

    /** A histogram; the unit of the first one to ask holds. */
    public Histogram histogram(String name, Unit unit) {
        Histogram known = histograms.get(name);
        return known != null
                ? known
                : make(histograms, name, () -> store.holdHistogram(prefix + name, unit), store.noHistogram());
    }

    private synchronized <T extends Stat> T make(
            ConcurrentHashMap<String, T> map, String name, Supplier<T> maker, T afterClose) {
        if (closed) {
            return afterClose;
        }
        return map.computeIfAbsent(name, key -> maker.get());
    }

    /** Lets go of all its statistics; again does nothing. The root scope stays open. */
    @Override
    public synchronized void close() {
        if (closed || this == store.root()) {
            return;
        }
        closed = true;
        store.releaseCounters(counters.values());
        store.releaseGauges(gauges.values());
        store.releaseTextReadouts(texts.values());
        store.releaseHistograms(histograms.values());
        counters.clear();
        gauges.clear();
        texts.clear();
        histograms.clear();
    }

    @Override
    public String toString() {
        return "Scope[" + prefix + "]";
    }
}
