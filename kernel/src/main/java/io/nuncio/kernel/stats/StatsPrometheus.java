package io.nuncio.kernel.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
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
        boolean summary = query.buckets() == StatsQuery.Buckets.SUMMARY;
        if (!summary
                && query.buckets() != StatsQuery.Buckets.DEFAULT
                && query.buckets() != StatsQuery.Buckets.CUMULATIVE) {
            throw new IllegalArgumentException("unsupported prometheus histogram bucket mode");
        }
        StatsQuery wanted = query.ofAnyKind();
        values(snapshot, wanted, StatsSnapshot.Kind.COUNTER, customNamespaces, out);
        values(snapshot, wanted, StatsSnapshot.Kind.GAUGE, customNamespaces, out);
        if (texts) {
            values(snapshot, wanted, StatsSnapshot.Kind.TEXT_READOUT, customNamespaces, out);
        }
        Groups<StatsSnapshot.Spread> groups = new Groups<>();
        for (StatsSnapshot.Spread spread : snapshot.spreads()) {
            if (wanted.wants(spread)) {
                groups.add(spread.stat(), spread);
            }
        }
        groups.render(summary ? "summary" : "histogram", customNamespaces, out, (name, spread) -> {
            String tags = labels(spread.stat().tagged().tags());
            if (summary) {
                summary(name, tags, spread.interval(), out);
            } else {
                histogram(name, tags, spread, out);
            }
        });
    }

    private static void values(
            StatsSnapshot snapshot,
            StatsQuery query,
            StatsSnapshot.Kind kind,
            Set<String> customNamespaces,
            StringBuilder out) {
        Groups<StatsSnapshot.Value> groups = new Groups<>();
        for (StatsSnapshot.Value value : snapshot.values()) {
            if (value.kind() == kind && query.wants(value)) {
                groups.add(value.stat(), value);
            }
        }
        boolean text = kind == StatsSnapshot.Kind.TEXT_READOUT;
        groups.render(
                kind == StatsSnapshot.Kind.COUNTER ? "counter" : "gauge", customNamespaces, out, (name, value) -> {
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
            void append(String name, T value);
        }

        private final TreeMap<String, List<Member<T>>> byName = new TreeMap<>(BY_PARTS);

        void add(Stat stat, T value) {
            byName.computeIfAbsent(stat.tagged().name(), key -> new ArrayList<>())
                    .add(new Member<>(stat.name(), value));
        }

        void render(String type, Set<String> customNamespaces, StringBuilder out, Line<T> line) {
            byName.forEach((name, members) -> {
                String metric = metricName(name, customNamespaces);
                if (metric == null) {
                    return;
                }
                out.append("# TYPE ").append(metric).append(' ').append(type).append('\n');
                members.sort((a, b) -> BY_PARTS.compare(a.wholeName(), b.wholeName()));
                members.forEach(member -> line.append(metric, member.value()));
            });
        }
    }
}
