package io.nuncio.kernel.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Prometheus' text form as Envoy writes it. No state; any thread. */
public final class StatsPrometheus {

    /** Dotted names are compared part by part: {@code cluster.x} stands before {@code cluster_manager}. */
    private static final Comparator<String> BY_PARTS = StatsPrometheus::compareParts;

    private StatsPrometheus() {}

    /**
     * Appends counters, gauges, texts if asked for, and histograms, each kind sorted by name.
     *
     * @param customNamespaces first parts of names that stand for themselves, without {@code envoy_}
     * @throws IllegalArgumentException if the query asks for a form of histograms that Prometheus does not know
     */
    public static void render(
            StatsSnapshot snapshot, StatsQuery query, boolean texts, Set<String> customNamespaces, StringBuilder out) {
        pages(snapshot, query, texts, customNamespaces).all(out);
    }

    /**
     * As {@link #render}, page by page.
     *
     * @throws IllegalArgumentException if the query asks for a form of histograms that Prometheus does not know
     */
    public static StatsPages pages(
            StatsSnapshot snapshot, StatsQuery query, boolean texts, Set<String> customNamespaces) {
        boolean summary = query.buckets() == StatsQuery.Buckets.SUMMARY;
        if (!summary
                && query.buckets() != StatsQuery.Buckets.DEFAULT
                && query.buckets() != StatsQuery.Buckets.CUMULATIVE) {
            throw new IllegalArgumentException("unsupported prometheus histogram bucket mode");
        }
        StatsQuery wanted = query.ofAnyKind();
        return new StatsPages(Stream.of(
                        values(snapshot, wanted, StatsSnapshot.Kind.COUNTER, customNamespaces),
                        values(snapshot, wanted, StatsSnapshot.Kind.GAUGE, customNamespaces),
                        texts
                                ? values(snapshot, wanted, StatsSnapshot.Kind.TEXT_READOUT, customNamespaces)
                                : Stream.<Consumer<StringBuilder>>empty(),
                        histograms(snapshot, wanted, summary, customNamespaces))
                .flatMap(parts -> parts));
    }

    private static Stream<Consumer<StringBuilder>> histograms(
            StatsSnapshot snapshot, StatsQuery query, boolean summary, Set<String> customNamespaces) {
        Groups<StatsSnapshot.Spread> groups = new Groups<>();
        for (StatsSnapshot.Spread spread : snapshot.spreads()) {
            if (query.wants(spread)) {
                groups.add(spread.stat(), spread);
            }
        }
        return groups.parts(summary ? "summary" : "histogram", customNamespaces, (name, spread, out) -> {
            String tags = labels(spread.stat().tagged().tags());
            if (summary) {
                summary(name, tags, spread.interval(), out);
            } else {
                histogram(name, tags, spread, out);
            }
        });
    }

    private static Stream<Consumer<StringBuilder>> values(
            StatsSnapshot snapshot, StatsQuery query, StatsSnapshot.Kind kind, Set<String> customNamespaces) {
        Groups<StatsSnapshot.Value> groups = new Groups<>();
        for (StatsSnapshot.Value value : snapshot.values()) {
            if (value.kind() == kind && query.wants(value)) {
                groups.add(value.stat(), value);
            }
        }
        boolean text = kind == StatsSnapshot.Kind.TEXT_READOUT;
        return groups.parts(
                kind == StatsSnapshot.Kind.COUNTER ? "counter" : "gauge", customNamespaces, (name, value, out) -> {
                    List<Tag> tags = new ArrayList<>(value.stat().tagged().tags());
                    if (text) {
                        tags.add(new Tag("text_value", value.text()));
                    }
                    out.append(name).append('{').append(labels(tags)).append("} ");
                    out.append(value.number()).append('\n');
                });
    }

    private static void histogram(String name, String tags, StatsSnapshot.Spread spread, StringBuilder out) {
        Distribution all = spread.cumulative();
        String start = name + "_bucket{" + (tags.isEmpty() ? "" : tags + ",") + "le=\"";
        for (double bound : spread.stat().buckets()) {
            out.append(start).append(Decimals.prometheus(bound)).append("\"} ");
            out.append(all.countBelow(bound)).append('\n');
        }
        out.append(start).append("+Inf\"} ").append(all.count()).append('\n');
        totals(name, tags, all, out);
    }

    private static void summary(String name, String tags, Distribution last, StringBuilder out) {
        double[] quantiles = last.quantiles(Distribution.QUANTILES);
        for (int i = 0; i < quantiles.length; i++) {
            out.append(name)
                    .append('{')
                    .append(tags)
                    .append(tags.isEmpty() ? "" : ",")
                    .append("quantile=\"");
            out.append(Decimals.shortest(Distribution.QUANTILES[i])).append("\"} ");
            out.append(Decimals.prometheus(quantiles[i])).append('\n');
        }
        totals(name, tags, last, out);
    }

    private static void totals(String name, String tags, Distribution of, StringBuilder out) {
        out.append(name).append("_sum{").append(tags).append("} ");
        out.append(Decimals.prometheus(of.sum())).append('\n');
        out.append(name)
                .append("_count{")
                .append(tags)
                .append("} ")
                .append(of.count())
                .append('\n');
    }

    private static String labels(List<Tag> tags) {
        StringBuilder text = new StringBuilder();
        for (Tag tag : tags) {
            text.append(text.isEmpty() ? "" : ",").append(sanitize(tag.name())).append("=\"");
            escape(tag.value(), text);
            text.append('"');
        }
        return text.toString();
    }

    private static void escape(String value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
    }

    /** The name that Prometheus sees, or null if it could not be one. */
    private static @Nullable String metricName(String name, Set<String> customNamespaces) {
        int dot = name.indexOf('.');
        if (dot > 0 && customNamespaces.contains(name.substring(0, dot))) {
            String own = sanitize(name.substring(dot + 1));
            return own.isEmpty() || Character.isDigit(own.charAt(0)) ? null : own;
        }
        return "envoy_" + sanitize(name);
    }

    private static String sanitize(String name) {
        StringBuilder clean = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean kept = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            clean.append(kept ? c : '_');
        }
        return clean.toString();
    }

    private static int compareParts(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                return (left == '.' ? -1 : left) - (right == '.' ? -1 : right);
            }
        }
        return a.length() - b.length();
    }

    /** Statistics that differ only in their tags, by their common name. */
    private static final class Groups<T> {

        private record Member<T>(String wholeName, T value) {}

        private interface Line<T> {
            void append(String name, T value, StringBuilder out);
        }

        private final TreeMap<String, List<Member<T>>> byName = new TreeMap<>(BY_PARTS);

        void add(Stat stat, T value) {
            byName.computeIfAbsent(stat.tagged().name(), key -> new ArrayList<>())
                    .add(new Member<>(stat.name(), value));
        }

        Stream<Consumer<StringBuilder>> parts(String type, Set<String> customNamespaces, Line<T> line) {
            return byName.entrySet().stream()
                    .flatMap(group -> group(group.getKey(), group.getValue(), type, customNamespaces, line));
        }

        private static <T> Stream<Consumer<StringBuilder>> group(
                String name, List<Member<T>> members, String type, Set<String> customNamespaces, Line<T> line) {
            String metric = metricName(name, customNamespaces);
            if (metric == null) {
                return Stream.empty();
            }
            members.sort((a, b) -> BY_PARTS.compare(a.wholeName(), b.wholeName()));
            return Stream.concat(
                    Stream.of(out -> out.append("# TYPE ")
                            .append(metric)
                            .append(' ')
                            .append(type)
                            .append('\n')),
                    members.stream().map(member -> out -> line.append(metric, member.value(), out)));
        }
    }
}
