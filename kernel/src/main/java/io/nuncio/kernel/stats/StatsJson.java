package io.nuncio.kernel.stats;

import java.util.function.Consumer;
import java.util.stream.Stream;

/** Envoy's JSON form of {@code /stats?format=json}. No state; any thread. */
public final class StatsJson {

    private static final String OPENING = "{\"stats\":[";

    private StatsJson() {}

    /** Appends what is wanted, without a line end. */
    public static void render(StatsSnapshot snapshot, StatsQuery query, StringBuilder out) {
        pages(snapshot, query).all(out);
    }

    /** What is wanted, page by page. */
    public static StatsPages pages(StatsSnapshot snapshot, StatsQuery query) {
        Stream<Consumer<StringBuilder>> values = snapshot.values().stream()
                .filter(query::wants)
                .map(value -> out -> {
                    comma(out);
                    value(value, out);
                });
        Stream<Consumer<StringBuilder>> histograms = Stream.empty();
        if (snapshot.spreads().stream().anyMatch(query::wants)) {
            Form form = form(query.buckets());
            boolean[] first = {true};
            histograms = Stream.of(
                            Stream.<Consumer<StringBuilder>>of(out -> {
                                comma(out);
                                out.append("{\"histograms\":");
                                form.title().accept(out);
                            }),
                            snapshot.spreads().stream()
                                    .filter(query::wants)
                                    .<Consumer<StringBuilder>>map(spread -> out -> {
                                        out.append(first[0] ? "{\"name\":" : ",{\"name\":");
                                        first[0] = false;
                                        string(spread.name(), out);
                                        out.append(',');
                                        form.part().append(spread, out);
                                        out.append('}');
                                    }),
                            Stream.<Consumer<StringBuilder>>of(
                                    out -> out.append(form.end()).append('}')))
                    .flatMap(parts -> parts);
        }
        return new StatsPages(Stream.of(
                        Stream.<Consumer<StringBuilder>>of(out -> out.append(OPENING)),
                        values,
                        histograms,
                        Stream.<Consumer<StringBuilder>>of(out -> out.append("]}")))
                .flatMap(parts -> parts));
    }

    /** Between two members; a page may begin with one. */
    private static void comma(StringBuilder out) {
        int length = out.length();
        boolean first = length >= OPENING.length() && out.charAt(length - 1) == '[';
        if (!first) {
            out.append(',');
        }
    }

    private static void value(StatsSnapshot.Value value, StringBuilder out) {
        out.append("{\"name\":");
        string(value.name(), out);
        out.append(",\"value\":");
        if (value.kind() == StatsSnapshot.Kind.TEXT_READOUT) {
            string(value.text(), out);
        } else {
            out.append(value.number());
        }
        out.append('}');
    }

    private record Form(Consumer<StringBuilder> title, Part part, String end) {}

    private static Form form(StatsQuery.Buckets buckets) {
        return switch (buckets) {
            case DEFAULT, SUMMARY ->
                new Form(
                        out -> {
                            percents("{\"supported_quantiles\":[", out);
                            out.append("],\"computed_quantiles\":[");
                        },
                        (spread, to) -> quantiles("\"values\":[", spread, to),
                        "]}");
            case DETAILED ->
                new Form(
                        out -> {
                            percents("{\"supported_percentiles\":[", out);
                            out.append("],\"details\":[");
                        },
                        (spread, to) -> {
                            bins("\"totals\":[", spread.cumulative(), to);
                            bins("\"intervals\":[", spread.interval(), to);
                            quantiles("\"percentiles\":[", spread, to);
                        },
                        "]}");
            case CUMULATIVE -> new Form(out -> out.append('['), (spread, to) -> buckets(spread, false, to), "]");
            case DISJOINT -> new Form(out -> out.append('['), (spread, to) -> buckets(spread, true, to), "]");
        };
    }

    private interface Part {
        void append(StatsSnapshot.Spread spread, StringBuilder out);
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
