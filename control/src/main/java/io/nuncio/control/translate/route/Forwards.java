package io.nuncio.control.translate.route;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy;
import io.envoyproxy.envoy.config.route.v3.RouteAction.MaxStreamDuration;
import io.envoyproxy.envoy.config.route.v3.RouteAction.UpgradeConfig;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.Texts;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.route.ForwardSpec;
import io.nuncio.proxy.spec.route.ForwardSpec.Balancing;
import io.nuncio.proxy.spec.route.ForwardSpec.Mirror;
import io.nuncio.proxy.spec.route.ForwardSpec.Rewrites;
import io.nuncio.proxy.spec.route.ForwardSpec.Upgrade;
import io.nuncio.proxy.spec.route.HashPolicySpec;
import io.nuncio.proxy.spec.route.HashPolicySpec.Source;
import io.nuncio.proxy.spec.route.HostRewriteSpec;
import io.nuncio.proxy.spec.route.PathRewriteSpec;
import io.nuncio.proxy.spec.route.RegexRewriteSpec;
import io.nuncio.proxy.spec.route.RetryPolicySpec;
import io.nuncio.proxy.spec.route.TimeoutsSpec;
import io.nuncio.proxy.spec.route.TimeoutsSpec.GrpcTimeoutSpec;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Envoy's {@code RouteAction}. */
final class Forwards {

    private static final String CONNECT = "connect";

    private Forwards() {}

    /** @param match the extension by which the route matches; null for none */
    static ForwardSpec read(RouteAction message, @Nullable TypedExtensionConfig match, Levels levels, Place place) {
        ImmutableList<Mirror> mirrors = Mirrors.read(message.getRequestMirrorPoliciesList(), levels, place);
        Optional<RetryPolicySpec> retry = message.hasRetryPolicy()
                ? Optional.of(Retries.read(message.getRetryPolicy(), place.at("retry_policy")))
                : levels.retry();
        return new ForwardSpec(
                ClusterChoices.read(message, levels, place),
                switch (message.getClusterNotFoundResponseCode()) {
                    case NOT_FOUND -> 404;
                    case INTERNAL_SERVER_ERROR -> 500;
                    default -> ForwardSpec.CLUSTER_NOT_FOUND_DEFAULT;
                },
                new Rewrites(path(message, match, place), host(message, place), message.getAppendXForwardedHost()),
                timeouts(message, place),
                retry,
                mirrors.isEmpty() ? levels.mirrors() : mirrors,
                upgrades(message, place),
                new Balancing(
                        message.getPriority() == RoutingPriority.HIGH,
                        hashes(message, place),
                        Metadatas.json(message.getMetadataMatch())));
    }

    private static PathRewriteSpec path(RouteAction message, @Nullable TypedExtensionConfig match, Place place) {
        if (message.hasPathRewritePolicy()) {
            if (!message.getPrefixRewrite().isEmpty() || message.hasRegexRewrite()) {
                place.error(
                        "path_rewrite_policy",
                        "Specify only one of prefix_rewrite, regex_rewrite or path_rewrite_policy");
            }
            return UriTemplates.rewrite(message.getPathRewritePolicy(), match, place.at("path_rewrite_policy"));
        }
        if (message.hasRegexRewrite()) {
            if (!message.getPrefixRewrite().isEmpty()) {
                place.error(
                        "regex_rewrite", "Specify only one of prefix_rewrite, regex_rewrite or path_rewrite_policy");
            }
            return Rewritings.path(message.getRegexRewrite(), place.at("regex_rewrite"));
        }
        return Rewritings.prefix(message.getPrefixRewrite());
    }

    private static HostRewriteSpec host(RouteAction message, Place place) {
        return switch (message.getHostRewriteSpecifierCase()) {
            case HOST_REWRITE_LITERAL -> literalHost(message.getHostRewriteLiteral());
            case AUTO_HOST_REWRITE ->
                message.getAutoHostRewrite().getValue() ? new HostRewriteSpec.Auto() : HostRewriteSpec.NONE;
            case HOST_REWRITE_HEADER ->
                message.getHostRewriteHeader().isEmpty()
                        ? HostRewriteSpec.NONE
                        : new HostRewriteSpec.Header(HeaderName.of(message.getHostRewriteHeader()));
            case HOST_REWRITE_PATH_REGEX -> {
                RegexRewriteSpec rewrite =
                        Rewritings.regex(message.getHostRewritePathRegex(), place.at("host_rewrite_path_regex"));
                yield rewrite == null ? HostRewriteSpec.NONE : new HostRewriteSpec.PathRegex(rewrite);
            }
            default -> HostRewriteSpec.NONE;
        };
    }

    static HostRewriteSpec literalHost(String host) {
        return host.isEmpty() ? HostRewriteSpec.NONE : new HostRewriteSpec.Literal(Texts.latin1(host));
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static TimeoutsSpec timeouts(RouteAction message, Place place) {
        MaxStreamDuration stream = message.getMaxStreamDuration();
        Place where = place.at("max_stream_duration");
        long routeTimeoutMs = message.hasTimeout()
                ? place.milliseconds("timeout", message.getTimeout())
                : TimeoutsSpec.ROUTE_TIMEOUT_DEFAULT_MS;
        return new TimeoutsSpec(
                routeTimeoutMs,
                given(message.hasIdleTimeout(), message.getIdleTimeout(), "idle_timeout", place),
                given(message.hasFlushTimeout(), message.getFlushTimeout(), "flush_timeout", place),
                given(stream.hasMaxStreamDuration(), stream.getMaxStreamDuration(), "max_stream_duration", where),
                new GrpcTimeoutSpec(
                        given(
                                stream.hasGrpcTimeoutHeaderMax(),
                                stream.getGrpcTimeoutHeaderMax(),
                                "grpc_timeout_header_max",
                                where),
                        given(
                                stream.hasGrpcTimeoutHeaderOffset(),
                                stream.getGrpcTimeoutHeaderOffset(),
                                "grpc_timeout_header_offset",
                                where),
                        given(message.hasMaxGrpcTimeout(), message.getMaxGrpcTimeout(), "max_grpc_timeout", place),
                        given(
                                message.hasGrpcTimeoutOffset(),
                                message.getGrpcTimeoutOffset(),
                                "grpc_timeout_offset",
                                place)));
    }

    private static OptionalLong given(boolean given, Duration value, String field, Place place) {
        return given ? OptionalLong.of(place.milliseconds(field, value)) : OptionalLong.empty();
    }

    private static ImmutableList<Upgrade> upgrades(RouteAction message, Place place) {
        ImmutableList.Builder<Upgrade> upgrades = ImmutableList.builder();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < message.getUpgradeConfigsCount(); i++) {
            UpgradeConfig upgrade = message.getUpgradeConfigs(i);
            Place where = place.at("upgrade_configs", i);
            String type = Ascii.toLowerCase(upgrade.getUpgradeType());
            if (!seen.add(type)) {
                where.error("upgrade_type", "Duplicate upgrade " + upgrade.getUpgradeType());
            }
            if (upgrade.hasConnectConfig() && !type.equals(CONNECT)) {
                where.error(
                        "connect_config",
                        "Non-CONNECT upgrade type " + upgrade.getUpgradeType() + " has ConnectConfig");
            }
            upgrades.add(new Upgrade(
                    type,
                    !upgrade.hasEnabled() || upgrade.getEnabled().getValue(),
                    upgrade.hasConnectConfig(),
                    upgrade.getConnectConfig().getAllowPost()));
        }
        return upgrades.build();
    }

    private static ImmutableList<HashPolicySpec> hashes(RouteAction message, Place place) {
        ImmutableList.Builder<HashPolicySpec> hashes = ImmutableList.builder();
        for (int i = 0; i < message.getHashPolicyCount(); i++) {
            Source source = source(message.getHashPolicy(i), place.at("hash_policy", i));
            if (source != null) {
                hashes.add(new HashPolicySpec(source, message.getHashPolicy(i).getTerminal()));
            }
        }
        return hashes.build();
    }

    private static @Nullable Source source(HashPolicy message, Place place) {
        return switch (message.getPolicySpecifierCase()) {
            case HEADER -> {
                HashPolicy.Header header = message.getHeader();
                Optional<RegexRewriteSpec> rewrite = header.hasRegexRewrite()
                        ? Optional.ofNullable(
                                Rewritings.regex(header.getRegexRewrite(), place.at("header.regex_rewrite")))
                        : Optional.empty();
                yield new HashPolicySpec.Header(HeaderName.of(header.getHeaderName()), rewrite);
            }
            case COOKIE -> {
                HashPolicy.Cookie cookie = message.getCookie();
                ImmutableMap.Builder<String, String> attributes = ImmutableMap.builder();
                cookie.getAttributesList().forEach(each -> attributes.put(each.getName(), each.getValue()));
                yield new HashPolicySpec.Cookie(
                        cookie.getName(),
                        given(cookie.hasTtl(), cookie.getTtl(), "cookie.ttl", place),
                        cookie.getPath(),
                        attributes.buildKeepingLast());
            }
            case CONNECTION_PROPERTIES ->
                message.getConnectionProperties().getSourceIp() ? new HashPolicySpec.SourceIp() : null;
            case QUERY_PARAMETER ->
                new HashPolicySpec.QueryParameter(message.getQueryParameter().getName());
            // Refused by the table, or by the rules of the message.
            case FILTER_STATE, POLICYSPECIFIER_NOT_SET -> null;
        };
    }
}
