package io.nuncio.server.admin;

import com.google.common.base.Splitter;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.nuncio.kernel.stats.StatStore;
import io.nuncio.kernel.stats.StatsJson;
import io.nuncio.kernel.stats.StatsPrometheus;
import io.nuncio.kernel.stats.StatsQuery;
import io.nuncio.kernel.stats.StatsSnapshot;
import io.nuncio.kernel.stats.StatsText;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** {@code /stats} in its forms, {@code /stats/prometheus}, {@code /reset_counters}. */
final class StatsHandlers {

    private static final Set<String> FORMATS = Set.of("html", "active-html", "text");

    private final StatStore store;

    private final Runnable refresh;

    private StatsHandlers(StatStore store, Runnable refresh) {
        this.store = store;
        this.refresh = refresh;
    }

    static void addTo(AdminTable table, StatStore store, Runnable refresh) {
        StatsHandlers handlers = new StatsHandlers(store, refresh);
        table.read(
                "/stats",
                "print server stats; usedonly, filter, invert_filter, format, type, histogram_buckets",
                handlers::stats);
        table.read(
                "/stats/prometheus",
                "print server stats in prometheus format; usedonly, filter, histogram_buckets, text_readouts",
                handlers::prometheus);
        table.write("/reset_counters", "reset all counters to zero", request -> {
            store.resetCounters();
            return AdminResponse.ok();
        });
    }

    private AdminResponse stats(AdminRequest request) {
        String format = request.first("format").orElse("text");
        if (format.equals("prometheus")) {
            return prometheus(request);
        }
        if (!format.equals("json") && !FORMATS.contains(format)) {
            return AdminResponse.text(400, "usage: /stats?format=(html|active-html|json|prometheus|text)\n\n");
        }
        Parsed parsed = parse(request);
        if (parsed.refusal().isPresent()) {
            return parsed.refusal().get();
        }
        refresh.run();
        StringBuilder out = new StringBuilder();
        if (format.equals("json")) {
            StatsJson.render(store.snapshot(), parsed.query(), out);
            return AdminResponse.json(out.toString());
        }
        StatsText.render(store.snapshot(), parsed.query(), out);
        return format.equals("text") ? AdminResponse.text(out.toString()) : page(out.toString());
    }

    private AdminResponse prometheus(AdminRequest request) {
        Parsed parsed = parse(request);
        if (parsed.refusal().isPresent()) {
            return parsed.refusal().get();
        }
        if (parsed.query().buckets() == StatsQuery.Buckets.DISJOINT
                || parsed.query().buckets() == StatsQuery.Buckets.DETAILED) {
            return AdminResponse.text(400, "unsupported prometheus histogram bucket mode");
        }
        refresh.run();
        StringBuilder out = new StringBuilder();
        StatsPrometheus.render(store.snapshot(), parsed.query(), request.has("text_readouts"), Set.of(), out);
        return AdminResponse.text(out.toString());
    }

    /** A query, or why there is none. */
    private record Parsed(StatsQuery query, Optional<AdminResponse> refusal) {
        static Parsed refused(String text) {
            return new Parsed(StatsQuery.all(), Optional.of(AdminResponse.text(400, text)));
        }
    }

    private static Parsed parse(AdminRequest request) {
        StatsQuery query = StatsQuery.all().withUsedOnly(request.has("usedonly"));
        String filter = request.first("filter").orElse("");
        if (!filter.isEmpty()) {
            try {
                Pattern pattern = Pattern.compile(filter);
                Predicate<String> matches = name -> pattern.matcher(name).find();
                query = query.withName(request.has("invert_filter") ? matches.negate() : matches);
            } catch (PatternSyntaxException e) {
                return Parsed.refused("Invalid re2 regex: " + e.getDescription() + ": " + e.getPattern() + "\n");
            }
        }
        String type = request.first("type").orElse("All");
        switch (type) {
            case "All" -> {}
            case "Counters" -> query = query.withKind(StatsSnapshot.Kind.COUNTER);
            case "Gauges" -> query = query.withKind(StatsSnapshot.Kind.GAUGE);
            case "Histograms" -> query = query.withKind(StatsSnapshot.Kind.HISTOGRAM);
            case "TextReadouts" -> query = query.withKind(StatsSnapshot.Kind.TEXT_READOUT);
            default -> {
                return Parsed.refused("invalid &type= param");
            }
        }
        return withBuckets(query, request.first("histogram_buckets").orElse(""));
    }

    private static Parsed withBuckets(StatsQuery query, String buckets) {
        StatsQuery.Buckets shown = switch (buckets) {
            case "" -> StatsQuery.Buckets.DEFAULT;
            case "summary", "none" -> StatsQuery.Buckets.SUMMARY;
            case "cumulative" -> StatsQuery.Buckets.CUMULATIVE;
            case "disjoint" -> StatsQuery.Buckets.DISJOINT;
            case "detailed" -> StatsQuery.Buckets.DETAILED;
            default -> null;
        };
        if (shown == null) {
            return Parsed.refused("usage: /stats?histogram_buckets=(cumulative|disjoint|detailed|summary)\n");
        }
        return new Parsed(query.withBuckets(shown), Optional.empty());
    }

    private static AdminResponse page(String text) {
        StringBuilder out = new StringBuilder("<!DOCTYPE html>\n<html lang='en'><body><pre>\n");
        for (String line : Splitter.on('\n').split(text)) {
            out.append(line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                    .append('\n');
        }
        return AdminResponse.html(out.append("</pre></body></html>\n").toString());
    }
}
