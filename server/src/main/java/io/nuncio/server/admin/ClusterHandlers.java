package io.nuncio.server.admin;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.nuncio.proxy.spec.cluster.CircuitBreakersSpec.Thresholds;
import io.nuncio.proxy.spec.cluster.HostSpec;
import io.nuncio.server.admin.AdminSubject.ClusterStatus;
import io.nuncio.server.admin.AdminSubject.HostStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code /clusters}, as text and as JSON. */
final class ClusterHandlers {

    private final AdminSubject subject;

    private ClusterHandlers(AdminSubject subject) {
        this.subject = subject;
    }

    static void addTo(AdminTable table, AdminSubject subject) {
        table.read(
                "/clusters",
                "upstream cluster status",
                new ClusterHandlers(subject)::clusters,
                AdminParameter.text("filter", "Regular expression (Google re2) for filtering clusters by name"));
    }

    private AdminResponse clusters(AdminRequest request) {
        List<ClusterStatus> shown = new ArrayList<>(subject.clusters());
        String filter = request.first("filter").orElse("");
        if (!filter.isEmpty()) {
            try {
                Pattern pattern = Pattern.compile(filter);
                shown.removeIf(cluster -> !pattern.matcher(cluster.name()).find());
            } catch (PatternSyntaxException e) {
                return AdminResponse.text(400, "Invalid re2 regex");
            }
        }
        return request.first("format").filter("json"::equals).isPresent()
                ? AdminResponse.json(json(shown))
                : AdminResponse.text(text(shown));
    }

    private static String text(List<ClusterStatus> clusters) {
        StringBuilder out = new StringBuilder();
        for (ClusterStatus cluster : clusters) {
            line(out, cluster.name(), "observability_name", cluster.statName());
            thresholds(
                    out,
                    cluster.name() + "::default_priority",
                    cluster.breakers().normal());
            thresholds(
                    out, cluster.name() + "::high_priority", cluster.breakers().high());
            line(out, cluster.name(), "added_via_api", Boolean.toString(cluster.addedViaApi()));
            if (!cluster.edsServiceName().isEmpty()) {
                line(out, cluster.name(), "eds_service_name", cluster.edsServiceName());
            }
            for (HostStatus host : cluster.hosts()) {
                host(out, cluster.name() + "::" + host.spec().address().text(), host);
            }
        }
        return out.toString();
    }

    private static void thresholds(StringBuilder out, String prefix, Thresholds limits) {
        line(out, prefix, "max_connections", Integer.toString(limits.connectionsMax()));
        line(out, prefix, "max_pending_requests", Integer.toString(limits.pendingMax()));
        line(out, prefix, "max_requests", Integer.toString(limits.requestsMax()));
        line(out, prefix, "max_retries", Integer.toString(limits.retriesMax()));
    }

    private static void host(StringBuilder out, String prefix, HostStatus host) {
        HostSpec spec = host.spec();
        Map<String, Long> all = new TreeMap<>(host.counters());
        all.putAll(host.gauges());
        all.forEach((name, value) -> line(out, prefix, name, Long.toString(value)));
        line(out, prefix, "hostname", spec.hostname());
        line(out, prefix, "health_flags", flags(spec.health()));
        line(out, prefix, "weight", Integer.toString(spec.weight()));
        line(out, prefix, "region", spec.locality().region());
        line(out, prefix, "zone", spec.locality().zone());
        line(out, prefix, "sub_zone", spec.locality().subZone());
        line(out, prefix, "canary", "false");
        line(out, prefix, "priority", Integer.toString(spec.priority()));
        line(out, prefix, "success_rate", "-1");
        line(out, prefix, "local_origin_success_rate", "-1");
    }

    private static String flags(HostSpec.Health health) {
        return switch (health) {
            case HEALTHY -> "healthy";
            case DEGRADED -> "/degraded_eds_health";
            case UNHEALTHY -> "/failed_eds_health";
        };
    }

    private static void line(StringBuilder out, String prefix, String name, String value) {
        out.append(prefix).append("::").append(name).append("::").append(value).append('\n');
    }

    private static String json(List<ClusterStatus> clusters) {
        Json json = new Json().open('{');
        if (clusters.isEmpty()) {
            return json.key("cluster_statuses").open('[').close(']').close('}') + "\n";
        }
        json.key("cluster_statuses").open('[');
        for (ClusterStatus cluster : clusters) {
            json.open('{').key("name").text(cluster.name());
            if (cluster.addedViaApi()) {
                json.key("added_via_api").bool(true);
            }
            if (!cluster.hosts().isEmpty()) {
                json.key("host_statuses").open('[');
                cluster.hosts().forEach(host -> host(json, host));
                json.close(']');
            }
            json.key("circuit_breakers").open('{').key("thresholds").open('[');
            thresholds(json, "", cluster.breakers().normal());
            thresholds(json, "HIGH", cluster.breakers().high());
            json.close(']').close('}');
            json.key("observability_name").text(cluster.statName());
            if (!cluster.edsServiceName().isEmpty()) {
                json.key("eds_service_name").text(cluster.edsServiceName());
            }
            json.close('}');
        }
        return json.close(']').close('}') + "\n";
    }

    private static void thresholds(Json json, String priority, Thresholds limits) {
        json.open('{');
        if (!priority.isEmpty()) {
            json.key("priority").text(priority);
        }
        json.key("max_connections").number(limits.connectionsMax());
        json.key("max_pending_requests").number(limits.pendingMax());
        json.key("max_requests").number(limits.requestsMax());
        json.key("max_retries").number(limits.retriesMax()).close('}');
    }

    private static void host(Json json, HostStatus host) {
        HostSpec spec = host.spec();
        json.open('{').key("address").address(spec.address()).key("stats").open('[');
        stats(json, "", host.counters());
        stats(json, "GAUGE", host.gauges());
        json.close(']')
                .key("health_status")
                .open('{')
                .key("eds_health_status")
                .text(spec.health().name())
                .close('}');
        if (!spec.hostname().isEmpty()) {
            json.key("hostname").text(spec.hostname());
        }
        json.key("weight").number(spec.weight());
        if (spec.priority() != 0) {
            json.key("priority").number(spec.priority());
        }
        json.key("locality").open('{');
        named(json, "region", spec.locality().region());
        named(json, "zone", spec.locality().zone());
        named(json, "sub_zone", spec.locality().subZone());
        json.close('}').close('}');
    }

    private static void stats(Json json, String type, Map<String, Long> values) {
        values.forEach((name, value) -> {
            json.open('{');
            named(json, "type", type);
            if (value != 0) {
                json.key("value").text(Long.toString(value));
            }
            json.key("name").text(name).close('}');
        });
    }

    private static void named(Json json, String name, String value) {
        if (!value.isEmpty()) {
            json.key(name).text(value);
        }
    }
}
