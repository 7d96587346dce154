package io.nuncio.kernel.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the comparison with Envoy's answers does not reach: own tags, and default tags whose names need a given end. */
class TagExtractorTest {

    private static TaggedName defaults(String name) {
        return TagExtractor.defaults().extract(name);
    }

    private static TaggedName named(String name, String... tags) {
        List<Tag> list = new java.util.ArrayList<>();
        for (int i = 0; i < tags.length; i += 2) {
            list.add(new Tag(tags[i], tags[i + 1]));
        }
        return new TaggedName(name, list);
    }

    @Test
    void statusesAtTheEnd() {
        assertThat(defaults("cluster.x.upstream_rq_503"))
                .isEqualTo(named("cluster.upstream_rq", "envoy.response_code", "503", "envoy.cluster_name", "x"));
        assertThat(defaults("cluster.x.upstream_rq_5xx"))
                .isEqualTo(
                        named("cluster.upstream_rq_xx", "envoy.response_code_class", "5", "envoy.cluster_name", "x"));
        assertThat(defaults("cluster.x.upstream_rq_1234"))
                .isEqualTo(named("cluster.upstream_rq_1234", "envoy.cluster_name", "x"));
    }

    @Test
    void tlsAtTheEnd() {
        assertThat(defaults("listener.0.0.0.0_443.ssl.ciphers.ECDHE-RSA-AES128-GCM-SHA256"))
                .isEqualTo(named(
                        "listener.ssl.ciphers",
                        "envoy.ssl_cipher",
                        "ECDHE-RSA-AES128-GCM-SHA256",
                        "envoy.listener_address",
                        "0.0.0.0_443"));
        assertThat(defaults("cluster.x.ssl.ciphers.AES"))
                .isEqualTo(named("cluster.ssl.ciphers", "cipher_suite", "AES", "envoy.cluster_name", "x"));
        assertThat(defaults("cluster.x.ssl.versions.TLSv1.3"))
                .isEqualTo(named("cluster.ssl.versions", "envoy.ssl_version", "TLSv1.3", "envoy.cluster_name", "x"));
    }

    @Test
    void policiesAndPartitions() {
        assertThat(defaults("http.in.rbac.pre.policy.p1.shadow_denied").tags())
                .contains(new Tag("envoy.rbac_policy_name", "p1"), new Tag("envoy.rbac_http_prefix", "pre"));
        assertThat(defaults("http.in.dynamodb.table.t.capacity.Get.__partition_id=ABC1234")
                        .tags())
                .contains(new Tag("envoy.dynamo_partition_id", "ABC1234"), new Tag("envoy.dynamo_operation", "Get"));
        assertThat(defaults("mongo.p.collection.c.query.total"))
                .isEqualTo(named(
                        "mongo.collection.query.total", "envoy.mongo_collection", "c", "envoy.mongo_prefix", "p"));
        assertThat(defaults("proxy_proto.versions.v2.found"))
                .isEqualTo(named("proxy_proto.found", "envoy.proxy_protocol_version", "2"));
    }

    @Test
    void ownTagsComeAfterTheDefaults() {
        TagExtractor own = TagExtractor.of(
                true,
                List.of(
                        new TagExtractor.Spec("region", "(?=x)x\\.(r=(.+?);)", null),
                        new TagExtractor.Spec("digits", "n([[:digit:]]+)", null),
                        new TagExtractor.Spec("zone", null, "z1")));
        assertThat(own.extract("cluster.x.r=eu;n42_total"))
                .isEqualTo(named(
                        "cluster.n_total", "region", "eu", "digits", "42", "zone", "z1", "envoy.cluster_name", "x"));
    }

    @Test
    void aDefaultAskedForByNameWithoutTheOthers() {
        TagExtractor own = TagExtractor.of(false, List.of(new TagExtractor.Spec("envoy.cluster_name", null, null)));
        assertThat(own.extract("cluster.x.upstream_rq_503"))
                .isEqualTo(named("cluster.upstream_rq_503", "envoy.cluster_name", "x"));
    }

    @Test
    void theFirstRuleOfATagWins() {
        TagExtractor own = TagExtractor.of(
                true, List.of(new TagExtractor.Spec("envoy.response_code", "_rq(_(1\\d\\d\\d))$", null)));
        assertThat(own.extract("a_rq_200")).isEqualTo(named("a_rq", "envoy.response_code", "200"));
        assertThat(own.extract("a_rq_1234")).isEqualTo(named("a_rq", "envoy.response_code", "1234"));
    }

    @Test
    void errorsNameTheirReason() {
        assertThatThrownBy(() -> TagExtractor.of(true, List.of(new TagExtractor.Spec("mine", null, null))))
                .hasMessage("No regex specified for tag specifier and no default regex for name: 'mine'");
        assertThatThrownBy(() -> TagExtractor.of(true, List.of(new TagExtractor.Spec("", "x", null))))
                .hasMessage("tag_name cannot be empty");
        assertThatThrownBy(() -> TagExtractor.of(true, List.of(new TagExtractor.Spec("a", "((", null))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("((");
    }

    @Test
    void namesWithoutTagsStayWhatTheyAre() {
        assertThat(defaults("server.live")).isEqualTo(named("server.live"));
        assertThat(defaults("")).isEqualTo(named(""));
        assertThat(defaults("cluster")).isEqualTo(named("cluster"));
    }
}
