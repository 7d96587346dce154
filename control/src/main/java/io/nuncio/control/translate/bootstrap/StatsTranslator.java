package io.nuncio.control.translate.bootstrap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.metrics.v3.HistogramBucketSettings;
import io.envoyproxy.envoy.config.metrics.v3.StatsConfig;
import io.envoyproxy.envoy.config.metrics.v3.StatsMatcher;
import io.envoyproxy.envoy.config.metrics.v3.TagSpecifier;
import io.envoyproxy.envoy.type.matcher.v3.ListStringMatcher;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.StringMatches;
import io.nuncio.proxy.spec.bootstrap.StatsSpec;
import io.nuncio.proxy.spec.bootstrap.StatsSpec.Buckets;
import io.nuncio.proxy.spec.bootstrap.StatsSpec.MatchMode;
import io.nuncio.proxy.spec.bootstrap.StatsSpec.Matcher;
import io.nuncio.proxy.spec.bootstrap.StatsSpec.Tag;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** How stats are kept. */
final class StatsTranslator {

    /** The tags that Envoy extracts of itself: a tag of such a name may do without a regular expression. */
    private static final ImmutableSet<String> OWN_TAGS = ImmutableSet.of(
            "envoy.clientssl_prefix",
            "envoy.cluster_name",
            "envoy.dns_filter_prefix",
            "envoy.dubbo_prefix",
            "envoy.ext_authz_prefix",
            "envoy.fault_downstream_cluster",
            "envoy.google_grpc_client_prefix",
            "envoy.grpc_bridge_method",
            "envoy.grpc_bridge_service",
            "envoy.http_conn_manager_prefix",
            "envoy.http_user_agent",
            "envoy.listener_address",
            "envoy.local_http_ratelimit_prefix",
            "envoy.local_listener_ratelimit_prefix",
            "envoy.local_network_ratelimit_prefix",
            "envoy.connection_limit_prefix",
            "envoy.mongo_callsite",
            "envoy.mongo_cmd",
            "envoy.mongo_collection",
            "envoy.mongo_prefix",
            "envoy.proxy_protocol_prefix",
            "envoy.proxy_protocol_version",
            "envoy.ratelimit_prefix",
            "envoy.rbac_http_prefix",
            "envoy.rbac_policy_name",
            "envoy.rbac_prefix",
            "envoy.rds_route_config",
            "envoy.redis_prefix",
            "envoy.response_code",
            "envoy.response_code_class",
            "envoy.route",
            "envoy.scoped_rds_config",
            "envoy.ssl_cipher",
            "envoy.ssl_cipher_suite",
            "envoy.ssl_curve",
            "envoy.ssl_sigalg",
            "envoy.ssl_version",
            "envoy.tcp_prefix",
            "envoy.thrift_prefix",
            "envoy.tls_certificate",
            "envoy.udp_prefix",
            "envoy.virtual_cluster",
            "envoy.virtual_host",
            "envoy.worker_id",
            "envoy.xds_authority",
            "envoy.xds_resource_name");

    private StatsTranslator() {}

    static StatsSpec read(Bootstrap message, Place place) {
        StatsConfig stats = message.getStatsConfig();
        Place at = place.at("stats_config");
        ImmutableList.Builder<Tag> tags = ImmutableList.builder();
        for (int i = 0; i < stats.getStatsTagsCount(); i++) {
            tags.add(tag(stats.getStatsTags(i), at.at("stats_tags", i)));
        }
        ImmutableList.Builder<Buckets> buckets = ImmutableList.builder();
        for (int i = 0; i < stats.getHistogramBucketSettingsCount(); i++) {
            HistogramBucketSettings settings = stats.getHistogramBucketSettings(i);
            StringMatchSpec match = StringMatches.read(
                    settings.getMatch(), at.at("histogram_bucket_settings", i).at("match"));
            if (match != null && settings.getBucketsCount() > 0) {
                buckets.add(new Buckets(match, ImmutableList.sortedCopyOf(settings.getBucketsList())));
            }
        }
        return new StatsSpec(
                tags.build(),
                !stats.hasUseAllDefaultTags() || stats.getUseAllDefaultTags().getValue(),
                matcher(stats.getStatsMatcher(), at.at("stats_matcher")),
                buckets.build(),
                flushIntervalMs(message, place));
    }

    private static long flushIntervalMs(Bootstrap message, Place place) {
        if (message.getStatsFlushOnAdmin()) {
            return 0;
        }
        return message.hasStatsFlushInterval()
                ? place.milliseconds("stats_flush_interval", message.getStatsFlushInterval())
                : StatsSpec.FLUSH_INTERVAL_DEFAULT_MS;
    }

    private static Tag tag(TagSpecifier message, Place place) {
        if (message.hasFixedValue()) {
            return new Tag(message.getTagName(), Optional.empty(), Optional.of(message.getFixedValue()));
        }
        if (message.getRegex().isEmpty()) {
            if (!OWN_TAGS.contains(message.getTagName())) {
                place.error("regex", "is empty, and '" + message.getTagName() + "' is none of Envoy's own tags");
            }
            return new Tag(message.getTagName(), Optional.empty(), Optional.empty());
        }
        try {
            Pattern.compile(message.getRegex());
        } catch (PatternSyntaxException e) {
            place.error("regex", "is no regular expression: " + e.getDescription());
        }
        return new Tag(message.getTagName(), Optional.of(message.getRegex()), Optional.empty());
    }

    private static Matcher matcher(StatsMatcher message, Place place) {
        return switch (message.getStatsMatcherCase()) {
            case REJECT_ALL -> message.getRejectAll() ? new Matcher(MatchMode.NONE, ImmutableList.of()) : Matcher.ALL;
            case INCLUSION_LIST ->
                new Matcher(MatchMode.INCLUSION, patterns(message.getInclusionList(), place.at("inclusion_list")));
            case EXCLUSION_LIST ->
                new Matcher(MatchMode.EXCLUSION, patterns(message.getExclusionList(), place.at("exclusion_list")));
            case STATSMATCHER_NOT_SET -> Matcher.ALL;
        };
    }

    private static ImmutableList<StringMatchSpec> patterns(ListStringMatcher message, Place place) {
        ImmutableList.Builder<StringMatchSpec> patterns = ImmutableList.builder();
        for (int i = 0; i < message.getPatternsCount(); i++) {
            StringMatchSpec pattern = StringMatches.read(message.getPatterns(i), place.at("patterns", i));
            if (pattern != null) {
                patterns.add(pattern);
            }
        }
        return patterns.build();
    }
}
