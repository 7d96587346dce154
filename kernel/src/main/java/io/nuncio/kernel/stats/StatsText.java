package io.nuncio.kernel.stats;

import java.util.function.LongBinaryOperator;
import java.util.stream.Stream;

/** Envoy's text form of {@code /stats}: a line for each statistic, histograms last. No state; any thread. */
public final class StatsText {

    private StatsText() {}

    /** Appends what is wanted. */
    public static void render(StatsSnapshot snapshot, StatsQuery query, StringBuilder out) {
        pages(snapshot, query).all(out);
    }

    /** What is wanted, page by page. */
    public static StatsPages pages(StatsSnapshot snapshot, StatsQuery query) {
        return new StatsPages(Stream.concat(
                snapshot.values().stream().filter(query::wants).map(value -> out -> line(value, out)),
                snapshot.spreads().stream().filter(query::wants).map(spread -> out -> {
                    out.append(spread.name()).append(':');
                    render(spread, query.buckets(), out);
                    out.append('\n');
                })));
    }

    private static void line(StatsSnapshot.Value value, StringBuilder out) {
        out.append(value.name()).append(": ");
        if (value.kind() == StatsSnapshot.Kind.TEXT_READOUT) {
            out.append('"').append(value.text()).append('"');
        } else {
            out.append(value.number());
        }
        out.append('\n');
    }

    private static void render(StatsSnapshot.Spread spread, StatsQuery.Buckets form, StringBuilder out) {
        if (!spread.used()) {
            out.append(" No recorded values");
            return;
        }
        switch (form) {
            case DEFAULT, SUMMARY -> quantiles(spread, out.append(' '));
            case CUMULATIVE -> buckets(spread, (now, before) -> now, out);
            case DISJOINT -> buckets(spread, (now, before) -> now - before, out);
            case DETAILED -> {
                bins("\n  totals=", spread.cumulative(), out);
                bins("\n  intervals=", spread.interval(), out);
                quantiles(spread, out.append("\n  summary="));
            }
        }
    }

    private static void quantiles(StatsSnapshot.Spread spread, StringBuilder out) {
        double[] interval = spread.interval().quantiles(Distribution.QUANTILES);
        double[] cumulative = spread.cumulative().quantiles(Distribution.QUANTILES);
        for (int i = 0; i < interval.length; i++) {
            out.append(i == 0 ? "P" : " P")
                    .append(Decimals.shortest(100 * Distribution.QUANTILES[i]))
                    .append('(')
                    .append(Decimals.shortest(interval[i]))
                    .append(',')
                    .append(Decimals.shortest(cumulative[i]))
                    .append(')');
        }
    }

    private static void buckets(StatsSnapshot.Spread spread, LongBinaryOperator shown, StringBuilder out) {
        long intervalBefore = 0;
        long cumulativeBefore = 0;
        for (double bound : spread.stat().buckets()) {
            long interval = spread.interval().countBelow(bound);
            long cumulative = spread.cumulative().countBelow(bound);
            out.append(" B")
                    .append(Decimals.bound(bound))
                    .append('(')
                    .append(shown.applyAsLong(interval, intervalBefore))
                    .append(',')
                    .append(shown.applyAsLong(cumulative, cumulativeBefore))
                    .append(')');
            intervalBefore = interval;
            cumulativeBefore = cumulative;
        }
    }

    private static void bins(String title, Distribution distribution, StringBuilder out) {
        out.append(title);
        for (int i = 0; i < distribution.binCount(); i++) {
            out.append(i == 0 ? "" : ", ")
                    .append(Decimals.bin(distribution.lower(i)))
                    .append(',')
                    .append(Decimals.bin(distribution.width(i)))
                    .append(':')
                    .append(distribution.count(i));
        }
    }
}
