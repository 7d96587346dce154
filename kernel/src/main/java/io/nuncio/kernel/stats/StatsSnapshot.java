package io.nuncio.kernel.stats;

import java.util.List;

/**
 * The values of all statistics at one moment: what the forms ({@link StatsText}, {@link StatsJson},
 * {@link StatsPrometheus}) are made of. Immutable; any thread.
 *
 * @param values counters, gauges and texts by name
 * @param spreads histograms by name
 */
public record StatsSnapshot(List<Value> values, List<Spread> spreads) {

    /** What a statistic is. */
    public enum Kind {
        TEXT_READOUT,
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    public StatsSnapshot {
        values = List.copyOf(values);
        spreads = List.copyOf(spreads);
    }

    /**
     * A counter, a gauge or a text.
     *
     * @param stat whose name, tags and kind these are
     * @param number the value; 0 for a text
     * @param text the value of a text, else empty
     */
    public record Value(Stat stat, Kind kind, boolean used, long number, String text) {

        static Value of(Counter counter) {
            return new Value(counter, Kind.COUNTER, counter.used(), counter.value(), "");
        }

        static Value of(Gauge gauge) {
            return new Value(gauge, Kind.GAUGE, gauge.used(), gauge.value(), "");
        }

        static Value of(TextReadout readout) {
            return new Value(readout, Kind.TEXT_READOUT, readout.used(), 0, readout.value());
        }

        public String name() {
            return stat.name();
        }
    }

    /** A histogram as of the last merge. */
    public record Spread(Histogram stat, boolean used, Distribution cumulative, Distribution interval) {

        static Spread of(Histogram histogram) {
            return new Spread(histogram, histogram.used(), histogram.cumulative(), histogram.interval());
        }

        public String name() {
            return stat.name();
        }
    }
}
