package io.nuncio.kernel.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class FormsTest {

    private final StatStore store = new StatStore();

    private String prometheus(StatsQuery query, boolean texts) {
        StringBuilder out = new StringBuilder();
        StatsPrometheus.render(store.snapshot(), query, texts, Set.of("custom"), out);
        return out.toString();
    }

    private String json(StatsQuery query) {
        StringBuilder out = new StringBuilder();
        StatsJson.render(store.snapshot(), query, out);
        return out.toString();
    }

    private String text(StatsQuery query) {
        StringBuilder out = new StringBuilder();
        StatsText.render(store.snapshot(), query, out);
        return out.toString();
    }

    @Test
    void textsAsEnvoyWritesThem() {
        store.root().textReadout("cluster_manager.cds.version_text").set("<a \"b\" & 'c'>\\x \u00e9");
        assertThat(text(StatsQuery.all()))
                .isEqualTo("cluster_manager.cds.version_text: \"<a \"b\" & 'c'>\\x \u00e9\"\n");
        assertThat(json(StatsQuery.all()))
                .isEqualTo("{\"stats\":[{\"name\":\"cluster_manager.cds.version_text\","
                        + "\"value\":\"<a \\\"b\\\" & 'c'>\\\\x \u00e9\"}]}");
        assertThat(prometheus(StatsQuery.all(), false)).isEmpty();
        String[] lines = prometheus(StatsQuery.all(), true).split("\n", -1);
        assertThat(lines)
                .containsExactly(
                        "# TYPE envoy_cluster_manager_cds_version_text gauge",
                        "envoy_cluster_manager_cds_version_text{text_value=\"<a \\\"b\\\" & 'c'>\\\\x \u00e9\"} 0",
                        "");
    }

    @Test
    void controlCharactersBreakNoForm() {
        store.root().textReadout("t").set("a\nb\u0001\t");
        assertThat(json(StatsQuery.all())).contains("\"a\\nb\\u0001\\t\"");
        assertThat(prometheus(StatsQuery.all(), true)).contains("text_value=\"a\\nb");
    }

    @Test
    void filtersByNameKindAndUse() {
        store.counter("a.x").inc();
        store.counter("a.y");
        store.gauge("b.x").set(3);
        store.histogram("c.x", Unit.BYTES);
        assertThat(text(StatsQuery.all().withName(name -> name.endsWith("x"))))
                .isEqualTo("a.x: 1\nb.x: 3\nc.x: No recorded values\n");
        assertThat(text(StatsQuery.all().withKind(StatsSnapshot.Kind.GAUGE))).isEqualTo("b.x: 3\n");
        assertThat(text(StatsQuery.all().withKind(StatsSnapshot.Kind.HISTOGRAM)))
                .isEqualTo("c.x: No recorded values\n");
        assertThat(text(StatsQuery.all().withUsedOnly(true))).isEqualTo("a.x: 1\nb.x: 3\n");
        assertThat(json(StatsQuery.all().withUsedOnly(true)))
                .isEqualTo("{\"stats\":[{\"name\":\"a.x\",\"value\":1},{\"name\":\"b.x\",\"value\":3}]}");
        assertThat(json(StatsQuery.all().withName(name -> false))).isEqualTo("{\"stats\":[]}");
        assertThat(prometheus(
                        StatsQuery.all().withKind(StatsSnapshot.Kind.GAUGE).withUsedOnly(true), false))
                .as("the kind is ignored")
                .isEqualTo("# TYPE envoy_a_x counter\nenvoy_a_x{} 1\n# TYPE envoy_b_x gauge\nenvoy_b_x{} 3\n");
    }

    @Test
    void anEmptyHistogramInEveryForm() {
        store.histogram("h", Unit.MILLISECONDS);
        StatsQuery all = StatsQuery.all();
        for (StatsQuery.Buckets form : StatsQuery.Buckets.values()) {
            assertThat(text(all.withBuckets(form))).isEqualTo("h: No recorded values\n");
        }
        assertThat(json(all.withBuckets(StatsQuery.Buckets.DETAILED)))
                .startsWith(
                        "{\"stats\":[{\"histograms\":{\"supported_percentiles\":[0,25,50,75,90,95,99,99.5,99.9,100],"
                                + "\"details\":[{\"name\":\"h\",\"totals\":[],\"intervals\":[],"
                                + "\"percentiles\":[{\"cumulative\":null,\"interval\":null},");
        assertThat(json(all.withBuckets(StatsQuery.Buckets.DISJOINT)))
                .startsWith("{\"stats\":[{\"histograms\":[{\"name\":\"h\",\"buckets\":["
                        + "{\"upper_bound\":0.5,\"interval\":0,\"cumulative\":0},")
                .contains("{\"upper_bound\":3e+05,", "{\"upper_bound\":1800000,")
                .endsWith("]}]}]}");
        assertThat(prometheus(all, false))
                .startsWith("# TYPE envoy_h histogram\nenvoy_h_bucket{le=\"0.5\"} 0\n")
                .contains("envoy_h_bucket{le=\"3600000\"} 0\nenvoy_h_bucket{le=\"+Inf\"} 0\n")
                .endsWith("envoy_h_sum{} 0\nenvoy_h_count{} 0\n");
    }

    @Test
    void summariesForPrometheusShowTheInterval() {
        Histogram histogram = store.histogram("cluster.x.upstream_rq_time", Unit.MILLISECONDS);
        histogram.record(150);
        store.mergeHistograms();
        StatsQuery summary = StatsQuery.all().withBuckets(StatsQuery.Buckets.SUMMARY);
        assertThat(prometheus(summary, false))
                .startsWith("""
                        # TYPE envoy_cluster_upstream_rq_time summary
                        envoy_cluster_upstream_rq_time{envoy_cluster_name="x",quantile="0"} 155
                        """)
                .contains("quantile=\"0.995\"} 155\n")
                .endsWith("_count{envoy_cluster_name=\"x\"} 1\n");
        store.mergeHistograms();
        assertThat(prometheus(summary, false)).contains("quantile=\"1\"} nan\n").endsWith("""
                        _sum{envoy_cluster_name="x"} 0
                        envoy_cluster_upstream_rq_time_count{envoy_cluster_name="x"} 0
                        """);
        assertThatThrownBy(() -> prometheus(StatsQuery.all().withBuckets(StatsQuery.Buckets.DISJOINT), false))
                .hasMessage("unsupported prometheus histogram bucket mode");
    }

    @Test
    void customNamespacesStandForThemselves() {
        store.counter("custom.requests-total").inc();
        store.counter("custom.9lives").inc();
        store.counter("customer.x").inc();
        assertThat(prometheus(StatsQuery.all(), false)).isEqualTo("""
                        # TYPE requests_total counter
                        requests_total{} 1
                        # TYPE envoy_customer_x counter
                        envoy_customer_x{} 1
                        """);
    }

    @Test
    void labelsAreEscaped() {
        store.counter("http.a\"b\\c.downstream_cx_total").inc();
        assertThat(prometheus(StatsQuery.all(), false)).contains("{envoy_http_conn_manager_prefix=\"a\\\"b\\\\c\"} 1");
    }

    @Test
    void numbersInTheNotationsOfEnvoy() {
        assertThat(Decimals.shortest(0.1)).isEqualTo("0.1");
        assertThat(Decimals.shortest(1e15)).isEqualTo("1000000000000000");
        assertThat(Decimals.shortest(1e16)).isEqualTo("1e+16");
        assertThat(Decimals.shortest(-9.25e18)).isEqualTo("-9.25e+18");
        assertThat(Decimals.shortest(0.0001)).isEqualTo("0.0001");
        assertThat(Decimals.shortest(0.00001)).isEqualTo("1e-05");
        assertThat(Decimals.compact(300000)).isEqualTo("3e+05");
        assertThat(Decimals.compact(10000)).isEqualTo("10000");
        assertThat(Decimals.compact(0)).isEqualTo("0");
        assertThat(Decimals.bound(1.8e6)).isEqualTo("1.8e+06");
        assertThat(Decimals.bound(300000)).isEqualTo("300000");
        assertThat(Decimals.prometheus(0.5)).isEqualTo("0.5");
        assertThat(Decimals.prometheus(37.49333333333333)).isEqualTo("37.493333333333332291203987551853");
    }
}
