package io.nuncio.control.translate.http;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.Runtimes;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.bootstrap.RuntimeSpec;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.CodecKind;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.EscapedSlashes;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Logging;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Paths;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Responses;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.ServerHeader;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Timeouts;
import io.nuncio.proxy.spec.http.HttpFilterSpec;
import io.nuncio.proxy.spec.http.UpgradeSpec;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Envoy's {@code HttpConnectionManager} to {@link HttpConnectionSpec}. */
final class ConnectionSpecs {

    private static final int KIB = 1024;
    private static final String HEAD_KIB_KEY = "envoy.reloadable_features.max_request_headers_size_kb";
    private static final String FIELDS_KEY = "envoy.reloadable_features.max_request_headers_count";
    private static final String NORMALIZE_KEY = "http_connection_manager.normalize_path";
    private static final String SLASHES_KEY = "http_connection_manager.path_with_escaped_slashes_action";
    /** A share of a hundred: what a runtime key of a feature is compared with. */
    private static final long ALWAYS = 100;

    private ConnectionSpecs() {}

    /** Reads {@code message}, which stands at {@code place}; it is good only if no error was recorded. */
    static HttpConnectionSpec read(HttpConnectionManager message, Place place) {
        RuntimeSpec runtime = place.session().ground().runtime();
        return new HttpConnectionSpec(
                message.getStatPrefix(),
                switch (message.getCodecType()) {
                    case HTTP1 -> CodecKind.HTTP1;
                    case HTTP2 -> CodecKind.HTTP2;
                    default -> CodecKind.AUTO;
                },
                http1(message, runtime, place),
                HttpFilters.read(message.getHttpFiltersList(), "http_filters", place),
                Forwardings.read(message, place),
                paths(message, runtime),
                timeouts(message, place),
                responses(message, place),
                upgrades(message, place),
                logging(message, place));
    }

    private static Http1Spec http1(HttpConnectionManager message, RuntimeSpec runtime, Place place) {
        HttpProtocolOptions common = message.getCommonHttpProtocolOptions();
        int headKib = message.hasMaxRequestHeadersKb()
                ? message.getMaxRequestHeadersKb().getValue()
                : (int) Runtimes.integer(runtime, HEAD_KIB_KEY).orElse(Http1Spec.REQUEST_HEAD_BYTES_MAX / KIB);
        long fieldsMax = common.hasMaxHeadersCount()
                ? Integer.toUnsignedLong(common.getMaxHeadersCount().getValue())
                : Runtimes.integer(runtime, FIELDS_KEY).orElse(Http1Spec.FIELDS_MAX);
        return Http1Options.read(
                message.getHttpProtocolOptions(),
                common,
                headKib * KIB,
                (int) Math.min(fieldsMax, Integer.MAX_VALUE),
                place.at("http_protocol_options"));
    }

    private static Paths paths(HttpConnectionManager message, RuntimeSpec runtime) {
        boolean normalize = message.hasNormalizePath()
                ? message.getNormalizePath().getValue()
                : Runtimes.integer(runtime, NORMALIZE_KEY).orElse(0) >= ALWAYS;
        return new Paths(
                normalize,
                message.getMergeSlashes(),
                switch (message.getPathWithEscapedSlashesAction()) {
                    case REJECT_REQUEST -> EscapedSlashes.REJECT_REQUEST;
                    case UNESCAPE_AND_REDIRECT -> EscapedSlashes.UNESCAPE_AND_REDIRECT;
                    case UNESCAPE_AND_FORWARD -> EscapedSlashes.UNESCAPE_AND_FORWARD;
                    case KEEP_UNCHANGED -> EscapedSlashes.KEEP_UNCHANGED;
                    default -> slashesByRuntime(runtime);
                },
                message.getStripAnyHostPort(),
                message.getStripMatchingHostPort(),
                message.getStripTrailingHostDot());
    }

    private static EscapedSlashes slashesByRuntime(RuntimeSpec runtime) {
        return switch ((int) Runtimes.integer(runtime, SLASHES_KEY).orElse(0)) {
            case 2 -> EscapedSlashes.REJECT_REQUEST;
            case 3 -> EscapedSlashes.UNESCAPE_AND_REDIRECT;
            case 4 -> EscapedSlashes.UNESCAPE_AND_FORWARD;
            default -> EscapedSlashes.KEEP_UNCHANGED;
        };
    }

    private static Timeouts timeouts(HttpConnectionManager message, Place place) {
        HttpProtocolOptions common = message.getCommonHttpProtocolOptions();
        Place commonPlace = place.at("common_http_protocol_options");
        Timeouts usual = Timeouts.DEFAULT;
        return new Timeouts(
                given(
                        common.hasIdleTimeout(),
                        common.getIdleTimeout(),
                        usual.connectionIdleMs(),
                        commonPlace,
                        "idle_timeout"),
                commonPlace.milliseconds("max_connection_duration", common.getMaxConnectionDuration()),
                given(
                        message.hasStreamIdleTimeout(),
                        message.getStreamIdleTimeout(),
                        usual.streamIdleMs(),
                        place,
                        "stream_idle_timeout"),
                commonPlace.milliseconds("max_stream_duration", common.getMaxStreamDuration()),
                place.milliseconds("request_timeout", message.getRequestTimeout()),
                place.milliseconds("request_headers_timeout", message.getRequestHeadersTimeout()),
                given(message.hasDrainTimeout(), message.getDrainTimeout(), usual.drainMs(), place, "drain_timeout"),
                given(
                        message.hasDelayedCloseTimeout(),
                        message.getDelayedCloseTimeout(),
                        usual.delayedCloseMs(),
                        place,
                        "delayed_close_timeout"),
                Integer.toUnsignedLong(common.getMaxRequestsPerConnection().getValue()),
                message.getHttp1SafeMaxConnectionDuration());
    }

    private static long given(boolean given, Duration value, long otherwiseMs, Place place, String field) {
        return given ? place.milliseconds(field, value) : otherwiseMs;
    }

    private static Responses responses(HttpConnectionManager message, Place place) {
        return new Responses(
                message.getServerName().isEmpty() ? Responses.DEFAULT.serverName() : message.getServerName(),
                switch (message.getServerHeaderTransformation()) {
                    case APPEND_IF_ABSENT -> ServerHeader.APPEND_IF_ABSENT;
                    case PASS_THROUGH -> ServerHeader.PASS_THROUGH;
                    default -> ServerHeader.OVERWRITE;
                },
                keepsConnection(message),
                message.hasLocalReplyConfig()
                        ? Optional.of(Opaque.of(
                                LocalReplies.read(message.getLocalReplyConfig(), place.at("local_reply_config"))))
                        : Optional.empty());
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static Logging logging(HttpConnectionManager message, Place place) {
        HttpConnectionManager.HcmAccessLogOptions options = message.getAccessLogOptions();
        if (message.hasAccessLogOptions()
                && (message.getFlushAccessLogOnNewRequest() || message.hasAccessLogFlushInterval())) {
            place.error(
                    "access_log_options",
                    "Only one of access_log_options or the fields that it replaces can be specified.");
        }
        Place at = message.hasAccessLogFlushInterval() ? place : place.at("access_log_options");
        return new Logging(
                place.accessLogMessages("access_log", message.getAccessLogList()),
                options.getFlushAccessLogOnNewRequest() || message.getFlushAccessLogOnNewRequest(),
                options.getFlushLogOnTunnelSuccessfullyEstablished(),
                at.milliseconds(
                        "access_log_flush_interval",
                        message.hasAccessLogFlushInterval()
                                ? message.getAccessLogFlushInterval()
                                : options.getAccessLogFlushInterval()));
    }

    private static boolean keepsConnection(HttpConnectionManager message) {
        return message.getHttpProtocolOptions().hasOverrideStreamErrorOnInvalidHttpMessage()
                ? message.getHttpProtocolOptions()
                        .getOverrideStreamErrorOnInvalidHttpMessage()
                        .getValue()
                : message.getStreamErrorOnInvalidHttpMessage().getValue();
    }

    private static ImmutableList<UpgradeSpec> upgrades(HttpConnectionManager message, Place place) {
        ImmutableList.Builder<UpgradeSpec> all = ImmutableList.builder();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < message.getUpgradeConfigsCount(); i++) {
            HttpConnectionManager.UpgradeConfig upgrade = message.getUpgradeConfigs(i);
            Place at = place.at("upgrade_configs", i);
            if (!seen.add(upgrade.getUpgradeType().toLowerCase(Locale.ROOT))) {
                at.error("Error: multiple upgrade configs with the same name: '" + upgrade.getUpgradeType() + "'");
            }
            Optional<ImmutableList<HttpFilterSpec>> filters = upgrade.getFiltersCount() == 0
                    ? Optional.empty()
                    : Optional.of(HttpFilters.read(upgrade.getFiltersList(), "filters", at));
            all.add(new UpgradeSpec(
                    upgrade.getUpgradeType(),
                    !upgrade.hasEnabled() || upgrade.getEnabled().getValue(),
                    filters));
        }
        return all.build();
    }
}
