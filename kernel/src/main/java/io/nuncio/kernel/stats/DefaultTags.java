package io.nuncio.kernel.stats;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tags that Envoy 1.40 finds in names without being told, in its order. No state. */
final class DefaultTags {

    private static final String PART = "[^.]+";
    private static final String OPTIONAL_PART = "(?:[^.]+\\.)?";
    private static final String ADDRESS = "(?:(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[a-fA-F_\\d]+\\])_\\d+)";
    private static final String TLS_WORD = "[\\w-]+";
    private static final String OWNER = "^(?:listener|cluster)\\..*?";

    private static final String HTTP_PREFIX = "envoy.http_conn_manager_prefix";
    private static final String EXT_AUTHZ_PREFIX = "envoy.ext_authz_prefix";

    private static final List<TagRule> BY_REGEX = List.of(
            regex("envoy.response_code", "_rq(_(\\d{3}))$", "_rq_"),
            regex("envoy.response_code_class", "_rq_((\\d))xx$", "_rq_"),
            regex(
                    "envoy.dynamo_partition_id",
                    "^http\\." + PART + "\\.dynamodb\\.table\\." + PART + "\\.capacity\\." + PART
                            + "(\\.__partition_id=(\\w{7}))$",
                    ".dynamodb.table."),
            regex(
                    "envoy.dynamo_operation",
                    "^http\\." + PART + "\\.dynamodb.(?:operation|table\\." + PART + "\\.capacity)(\\.(" + PART
                            + "))(?:\\.|$)",
                    ".dynamodb."),
            regex(
                    "envoy.dynamo_table",
                    "^http\\." + PART + "\\.dynamodb.(?:table|error)\\.((" + PART + ")\\.)",
                    ".dynamodb."),
            regex("envoy.ssl_cipher", "^listener\\..*?\\.ssl\\.ciphers(\\.(" + TLS_WORD + "))$", ".ssl.ciphers."),
            regex("envoy.ssl_curve", OWNER + "\\.ssl\\.curves(\\.(" + TLS_WORD + "))$", ".ssl.curves."),
            regex("envoy.ssl_sigalg", OWNER + "\\.ssl\\.sigalgs(\\.(" + TLS_WORD + "))$", ".ssl.sigalgs."),
            regex("envoy.ssl_version", OWNER + "\\.ssl\\.versions(\\.(TLSv\\d\\.\\d))$", ".ssl.versions."),
            regex("cipher_suite", "^cluster\\." + PART + "\\.ssl\\.ciphers(\\.(" + TLS_WORD + "))$", ".ssl.ciphers."),
            regex(HTTP_PREFIX, "^listener\\..*?\\.http\\.((" + PART + ")\\.)", ".http."),
            regex(
                    "envoy.worker_id",
                    "^(?:listener\\.(?:" + ADDRESS + "|" + PART
                            + ")|server|listener_manager|thread_local_cluster_manager)\\.worker_((\\d+)\\.)",
                    ".worker_"),
            regexExcept("envoy.listener_address", "^listener\\.((" + ADDRESS + "|" + PART + ")\\.)", "admin"),
            regex("envoy.rds_route_config", "^http\\." + PART + "\\.rds\\.(([\\w\\-./]+)\\.)\\w+?$", ".rds."),
            regex(
                    "envoy.scoped_rds_config",
                    "^http\\." + PART + "\\.scoped_rds\\.(([\\w\\-.]+)\\.)\\w+?$",
                    ".scoped_rds."),
            regex(
                    "envoy.rbac_policy_name",
                    "^http\\." + PART + "\\.rbac\\." + OPTIONAL_PART + "policy\\.((" + PART
                            + ")\\.)(allowed|shadow_allowed|denied|shadow_denied)$",
                    ".rbac."),
            regexExcept("envoy.rbac_http_prefix", "^http\\." + PART + "\\.rbac\\.((" + PART + ")\\.).*?", "policy"),
            regexExcept("envoy.proxy_protocol_prefix", "^proxy_proto\\.((" + PART + ")\\.).+$", "versions"),
            regex(
                    "envoy.proxy_protocol_version",
                    "^proxy_proto\\.(" + OPTIONAL_PART + "versions\\.v(\\d)\\.)\\w+$",
                    "versions.v"),
            regex("envoy.tls_certificate", OWNER + "\\.ssl\\.certificate\\.((" + PART + ")\\.).*$", ".ssl.certificate"),
            regex("envoy.xds_resource_name", "^sds\\.((" + PART + ")\\.).+", "sds."));

    private static final List<TagRule> BY_TOKENS = List.of(
            tokens("envoy.mongo_callsite", "mongo.*.collection.*.callsite.$.query.**"),
            tokens("envoy.mongo_collection", "mongo.*.collection.$.**.query.*"),
            tokens("envoy.mongo_cmd", "mongo.*.cmd.$.**"),
            tokens("envoy.grpc_bridge_method", "cluster.*.grpc.*.$.**"),
            tokens("envoy.http_user_agent", "http.*.user_agent.$.**"),
            tokens("envoy.virtual_cluster", "vhost.*.vcluster.$.**"),
            tokens("envoy.fault_downstream_cluster", "http.*.fault.$.**"),
            tokens("envoy.grpc_bridge_service", "cluster.*.grpc.$.**"),
            tokens("envoy.tcp_prefix", "tcp.$.**"),
            tokens("envoy.udp_prefix", "udp.$.**"),
            tokens("envoy.clientssl_prefix", "auth.clientssl.$.**"),
            tokens("envoy.ratelimit_prefix", "ratelimit.$.**"),
            tokens("envoy.cluster_name", "cluster.$.**"),
            tokens(EXT_AUTHZ_PREFIX, "cluster.*.ext_authz.$.**"),
            tokens(EXT_AUTHZ_PREFIX, "http.*.ext_authz.$.**"),
            tokens(HTTP_PREFIX, "http.$.**"),
            tokens("envoy.virtual_host", "vhost.$.**"),
            tokens("envoy.mongo_prefix", "mongo.$.**"),
            tokens("envoy.route", "vhost.*.route.$.**"),
            tokens("envoy.thrift_prefix", "thrift.$.**"),
            tokens("envoy.redis_prefix", "redis.$.**"),
            tokens("envoy.local_http_ratelimit_prefix", "$.http_local_rate_limit.**"),
            tokens("envoy.local_network_ratelimit_prefix", "local_rate_limit.$.**"),
            tokens("envoy.local_listener_ratelimit_prefix", "listener_local_ratelimit.$.**"),
            tokens("envoy.dns_filter_prefix", "dns_filter.$.**"),
            tokens("envoy.connection_limit_prefix", "connection_limit.$.**"),
            tokens("envoy.rbac_prefix", "$.rbac.**"),
            tokens("envoy.google_grpc_client_prefix", "grpc.$.**"));

    private DefaultTags() {}

    /** All rules: those by pattern come before those by parts. */
    static List<TagRule> rules() {
        return Stream.concat(BY_REGEX.stream(), BY_TOKENS.stream()).toList();
    }

    private static TagRule regex(String tag, String regex, String mustContain) {
        return new TagRule.Regex(tag, Pattern.compile(regex), mustContain, "");
    }

    private static TagRule regexExcept(String tag, String regex, String notValue) {
        return new TagRule.Regex(tag, Pattern.compile(regex), "", notValue);
    }

    private static TagRule tokens(String tag, String pattern) {
        return new TagRule.Tokens(tag, pattern);
    }
}
