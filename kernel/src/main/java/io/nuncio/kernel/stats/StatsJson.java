package io.nuncio.kernel.stats;

import java.util.ArrayList;
import java.util.List;

/** Envoy's JSON form of {@code /stats?format=json}. No state; any thread. */
public final class StatsJson {

    private StatsJson() {}

    /** Appends what is wanted, without a line end. */
    public static void render(StatsSnapshot snapshot, StatsQuery query, StringBuilder out) {
        out.append("{\"stats\":[");
        String comma = "";
        for (StatsSnapshot.Value value : snapshot.values()) {
            if (query.wants(value)) {
                out.append(comma).append("{\"name\":");
                string(value.name(), out);
                out.append(",\"value\":");
                if (value.kind() == StatsSnapshot.Kind.TEXT_READOUT) {
                    string(value.text(), out);
                } else {
                    out.append(value.number());
                }
                out.append('}');
                comma = ",";
            }
        }
        List<StatsSnapshot.Spread> spreads = new ArrayList<>();
        for (StatsSnapshot.Spread spread : snapshot.spreads()) {
            if (query.wants(spread)) {
                spreads.add(spread);
            }
        }
        if (!spreads.isEmpty()) {
            out.append(comma).append("{\"histograms\":");
            histograms(spreads, query.buckets(), out);
            out.append('}');
        }
        out.append("]}");
    }

    private static void histograms(List<StatsSnapshot.Spread> spreads, StatsQuery.Buckets form, StringBuilder out) {
        switch (form) {
            case DEFAULT, SUMMARY -> {
                percents("{\"supported_quantiles\":[", out);
                out.append("],\"computed_quantiles\":[");
                each(spreads, out, (spread, to) -> quantiles("\"values\":[", spread, to));
                out.append("]}");
            }
            case DETAILED -> {
                percents("{\"supported_percentiles\":[", out);
                out.append("],\"details\":[");
                each(spreads, out, (spread, to) -> {
                    bins("\"totals\":[", spread.cumulative(), to);
                    bins("\"intervals\":[", spread.interval(), to);
                    quantiles("\"percentiles\":[", spread, to);
                });
                out.append("]}");
            }
            case CUMULATIVE, DISJOINT -> {
                boolean disjoint = form == StatsQuery.Buckets.DISJOINT;
                out.append('[');
                each(spreads, out, (spread, to) -> buckets(spread, disjoint, to));
                out.append(']');
            }
        }
    }

    private interface Part {
        void append(StatsSnapshot.Spread spread, StringBuilder out);
    }

    private static void each(List<StatsSnapshot.Spread> spreads, StringBuilder out, Part part) {
        String comma = "";
        for (StatsSnapshot.Spread spread : spreads) {
            out.append(comma).append("{\"name\":");
            string(spread.name(), out);
            out.append(',');
            part.append(spread, out);
            out.append('}');
            comma = ",";
        }
    }

    private static void percents(String title, StringBuilder out) {
        out.append(title);
        for (int i = 0; i < Distribution.QUANTILES.length; i++) {
            out.append(i == 0 ? "" : ",").append(Decimals.compact(100 * Distribution.QUANTILES[i]));
        }
    }

    private static void quantiles(String title, StatsSnapshot.Spread spread, StringBuilder out) {
        double[] interval = spread.interval().quantiles(Distribution.QUANTILES);
        double[] cumulative = spread.cumulative().quantiles(Distribution.QUANTILES);
        out.append(title);
        for (int i = 0; i < interval.length; i++) {
            out.append(i == 0 ? "{\"cumulative\":" : ",{\"cumulative\":");
            number(cumulative[i], out);
            out.append(",\"interval\":");
            number(interval[i], out);
            out.append('}');
        }
        out.append(']');
    }

    private static void bins(String title, Distribution distribution, StringBuilder out) {
        out.append(title);
        for (int i = 0; i < distribution.binCount(); i++) {
            out.append(i == 0 ? "{\"lower_bound\":" : ",{\"lower_bound\":");
            number(distribution.lower(i), out);
            out.append(",\"width\":");
            number(distribution.width(i), out);
            out.append(",\"count\":").append(distribution.count(i)).append('}');
        }
        out.append("],");
    }

    private static void buckets(StatsSnapshot.Spread spread, boolean disjoint, StringBuilder out) {
        out.append("\"buckets\":[");
        String comma = "";
        long intervalBefore = 0;
        long cumulativeBefore = 0;
        for (double bound : spread.stat().buckets()) {
            long interval = spread.interval().countBelow(bound);
            long cumulative = spread.cumulative().countBelow(bound);
            out.append(comma).append("{\"upper_bound\":");
            number(bound, out);
            out.append(",\"interval\":").append(interval - intervalBefore);
            out.append(",\"cumulative\":").append(cumulative - cumulativeBefore).append('}');
            comma = ",";
            if (disjoint) {
                intervalBefore = interval;
                cumulativeBefore = cumulative;
            }
        }
        out.append(']');
    }

    private static void number(double value, StringBuilder out) {
        out.append(Double.isNaN(value) ? "null" : Decimals.compact(value));
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == '\u007f') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
