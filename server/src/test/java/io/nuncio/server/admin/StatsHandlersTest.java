package io.nuncio.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.kernel.stats.StatStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatsHandlersTest {

    private final StatStore store = new StatStore();
    private final AdminTable table = new AdminTable();

    @BeforeEach
    void stats() {
        StatsHandlers.addTo(table, store, () -> {});
        store.counter("listener_manager.lds.update_success").inc();
        store.counter("listener_manager.lds.update_rejected");
        store.gauge("server.state").set(0);
        store.gauge("listener_manager.workers_started").set(1);
        store.gauge("server.live").set(1);
    }

    @Test
    void whatIstiosAgentAsksForReadiness() {
        assertThat(get("/stats?usedonly&filter=^(server\\.state|listener_manager\\.workers_started)")
                        .body())
                .isEqualTo("listener_manager.workers_started: 1\nserver.state: 0\n");
    }

    @Test
    void whatIstiosAgentAsksForUpdates() {
        assertThat(get("/stats?usedonly&filter=^(cluster_manager\\.cds|listener_manager\\.lds)\\."
                                + "(update_success|update_rejected)$")
                        .body())
                .isEqualTo("listener_manager.lds.update_success: 1\n");
    }

    @Test
    void whatEnvoyGatewaysShutdownAsks() {
        assertThat(get("//stats?filter=^server.live$&format=json"))
                .isEqualTo(AdminResponse.json("{\"stats\":[{\"name\":\"server.live\",\"value\":1}]}"));
    }

    @Test
    void kindsAndInvertedFilters() {
        assertThat(get("/stats?type=Counters&filter=success$&invert_filter").body())
                .isEqualTo("listener_manager.lds.update_rejected: 0\n");
        assertThat(get("/stats?type=Gauges").body()).startsWith("listener_manager.workers_started: 1\nserver.live");
        assertThat(get("/stats?type=Histograms").body()).isEmpty();
    }

    @Test
    void prometheusByPathAndByFormat() {
        String expected = "# TYPE envoy_server_live gauge\nenvoy_server_live{} 1\n";
        assertThat(get("/stats/prometheus?filter=server.live").body()).startsWith(expected);
        assertThat(get("/stats?format=prometheus&filter=server.live").body()).startsWith(expected);
        assertThat(get("/stats/prometheus?histogram_buckets=disjoint").status()).isEqualTo(400);
    }

    @Test
    void aPageIsEscaped() {
        store.counter("a<b").inc();
        assertThat(get("/stats?format=html&filter=a").body()).contains("a&lt;b: 1\n");
    }

    @Test
    void whatIsWrongIsSaidAsEnvoySaysIt() {
        assertThat(get("/stats?format=bogus"))
                .isEqualTo(AdminResponse.text(400, "usage: /stats?format=(html|active-html|json|prometheus|text)\n\n"));
        assertThat(get("/stats?type=Bogus")).isEqualTo(AdminResponse.text(400, "invalid &type= param"));
        assertThat(get("/stats?histogram_buckets=bogus").status()).isEqualTo(400);
        assertThat(get("/stats?filter=%5b").status()).isEqualTo(400);
        assertThat(get("/stats?filter=%5b").body()).startsWith("Invalid re2 regex: ");
    }

    @Test
    void countersAreReset() {
        assertThat(table.handle(AdminRequest.of("POST", "/reset_counters"))).isEqualTo(AdminResponse.ok());
        assertThat(get("/stats?filter=update_success").body()).endsWith("update_success: 0\n");
    }

    @Test
    void aLargeAnswerComesInPages() {
        for (int i = 0; i < 5_000; i++) {
            store.counter("cluster.number_" + i + ".upstream_rq_total");
        }
        for (String format : new String[] {"text", "json", "prometheus", "html"}) {
            AdminBody pages = table.handle(AdminRequest.of("GET", "/stats?format=" + format))
                    .rest()
                    .orElseThrow();
            StringBuilder all = new StringBuilder();
            int count = 1;
            while (pages.next(all)) {
                count++;
            }
            assertThat(count).as(format).isBetween(3, 20);
            assertThat(all).as(format).hasSizeLessThan(count * (AdminBody.PAGE_CHARS + 10_000));
            assertThat(get("/stats?format=" + format).body()).isEqualTo(all.toString());
        }
    }

    @Test
    void lookupsOfNamesAreNotListed() {
        assertThat(get("/stats/recentlookups").body()).startsWith("Lookup tracking is not enabled. Use ");
        assertThat(table.handle(AdminRequest.of("POST", "/stats/recentlookups/enable")))
                .isEqualTo(AdminResponse.ok());
        assertThat(get("/stats/recentlookups").body()).isEqualTo("   Count Lookup\n\ntotal: 0\n");
    }

    private AdminResponse get(String target) {
        return table.handle(AdminRequest.of("GET", target)).whole();
    }
}
