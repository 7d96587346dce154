package io.nuncio.server.admin;

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

    private boolean lookupsEnabled;

    private StatsHandlers(StatStore store, Runnable refresh) {
        this.store = store;
        this.refresh = refresh;
    }

    static void addTo(AdminTable table, StatStore store, Runnable refresh) {
        StatsHandlers handlers = new StatsHandlers(store, refresh);
        AdminParameter usedOnly =
                AdminParameter.flag("usedonly", "Only include stats that have been written by system since restart");
        AdminParameter filter = AdminParameter.text("filter", "Regular expression (Google re2) for filtering stats");
        AdminParameter invert = AdminParameter.flag("invert_filter", "Invert the filter regex");
        String histograms = "Histogram bucket display mode";
        table.read(
                "/stats",
                "print server stats",
                handlers::stats,
                usedOnly,
                filter,
                invert,
                AdminParameter.choice("format", "Format to use", "html", "active-html", "text", "json"),
                AdminParameter.choice(
                        "type", "Stat types to include.", "All", "Counters", "Histograms", "Gauges", "TextReadouts"),
                AdminParameter.choice(
                        "histogram_buckets", histograms, "cumulative", "disjoint", "detailed", "summary"));
        table.read(
                "/stats/prometheus",
                "print server stats in prometheus format",
                handlers::prometheus,
                usedOnly,
                AdminParameter.flag(
                        "text_readouts",
                        "Render text_readouts as new gaugues with value 0 (increases Prometheus data size)"),
                filter,
                invert,
                AdminParameter.choice("histogram_buckets", histograms, "cumulative", "summary"));
        table.write("/reset_counters", "reset all counters to zero", request -> {
            store.resetCounters();
            return AdminResponse.ok();
        });
        handlers.addLookups(table);
    }

    /** Statistics are looked up by name while configurations are built only, so nothing is ever listed. */
    private void addLookups(AdminTable table) {
        String path = "/stats/recentlookups";
        table.read(path, "Show recent stat-name lookups", request -> AdminResponse.text(lookups()));
        table.write(path + "/clear", "clear list of stat-name lookups and counter", request -> AdminResponse.ok());
        table.write(path + "/disable", "disable recording of reset stat-name lookup names", request -> {
            lookupsEnabled = false;
            return AdminResponse.ok();
        });
        table.write(path + "/enable", "enable recording of reset stat-name lookup names", request -> {
            lookupsEnabled = true;
            return AdminResponse.ok();
        });
    }

    private String lookups() {
        String head = lookupsEnabled
                ? "   Count Lookup\n"
                : "Lookup tracking is not enabled. Use /stats/recentlookups/enable to enable.\n";
        return head + "\ntotal: 0\n";
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
        if (format.equals("json")) {
            return AdminResponse.json(StatsJson.pages(store.snapshot(), parsed.query())::next);
        }
        AdminBody text = StatsText.pages(store.snapshot(), parsed.query())::next;
        return format.equals("text") ? AdminResponse.text(text) : AdminResponse.html(page(text));
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
        return AdminResponse.text(
                StatsPrometheus.pages(store.snapshot(), parsed.query(), request.has("text_readouts"), Set.of())::next);
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
                return Parsed.refused("Invalid re2 regex: " + Regexes.complaint(e));
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
            return Parsed.refused(
                    "usage: /stats?histogram_buckets=(cumulative|disjoint|detailed|summary|prometheusnative)\n");
        }
        return new Parsed(query.withBuckets(shown), Optional.empty());
    }

    private static AdminBody page(AdminBody text) {
        boolean[] begun = {false};
        return out -> {
            if (!begun[0]) {
                begun[0] = true;
                out.append("<!DOCTYPE html>\n<html lang='en'><body><pre>\n");
            }
            StringBuilder lines = new StringBuilder();
            boolean more = text.next(lines);
            out.append(HomePage.escaped(lines.toString()));
            if (!more) {
                out.append("</pre></body></html>\n");
            }
            return more;
        };
    }
}
