package io.nuncio.control.translate.cluster;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.nuncio.control.translate.Place;
import io.nuncio.control.translate.http.Http1Options;
import io.nuncio.proxy.spec.cluster.UpstreamHttpSpec;
import io.nuncio.proxy.spec.cluster.UpstreamHttpSpec.Version;
import io.nuncio.proxy.spec.http.Http1Spec;

/**
 * How HTTP is spoken to the hosts of a cluster: its typed {@code HttpProtocolOptions}, or, only where there are none, the
 * older fields of the cluster.
 */
final class UpstreamHttp {

    private static final String HTTP = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    private static final String TCP = "envoy.extensions.upstreams.tcp.v3.TcpProtocolOptions";
    private static final String CODEC_FILTER =
            "type.googleapis.com/envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec";

    private static final int BYTES_PER_KIB = 1024;

    private UpstreamHttp() {}

    static UpstreamHttpSpec read(Cluster message, Place place) {
        UpstreamHttpSpec read = null;
        for (String name : message.getTypedExtensionProtocolOptionsMap().keySet()) {
            Place at = place.at("typed_extension_protocol_options[\"" + name + "\"]");
            Any options = message.getTypedExtensionProtocolOptionsOrThrow(name);
            if (name.equals(HTTP)) {
                read = typed(message, options, at);
            } else if (!name.equals(TCP)) {
                at.error("there is no extension '" + name + "' with options of clusters");
            }
        }
        return read == null ? old(message, place) : read;
    }

    @SuppressWarnings("deprecation") // a limit of old counts beside typed options too
    private static UpstreamHttpSpec typed(Cluster cluster, Any options, Place place) {
        try {
            HttpProtocolOptions message = options.unpack(HttpProtocolOptions.class);
            place.refuseUnsupported(message);
            filters(message, place);
            Common common = common(
                    message.getCommonHttpProtocolOptions(),
                    cluster.getMaxRequestsPerConnection().getValue(),
                    place.at("common_http_protocol_options"));
            return switch (message.getUpstreamProtocolOptionsCase()) {
                case EXPLICIT_HTTP_CONFIG ->
                    explicit(message.getExplicitHttpConfig(), common, place.at("explicit_http_config"));
                case USE_DOWNSTREAM_PROTOCOL_CONFIG ->
                    common.with(
                            Version.AS_DOWNSTREAM,
                            message.getUseDownstreamProtocolConfig().getHttpProtocolOptions(),
                            place.at("use_downstream_protocol_config.http_protocol_options"));
                case AUTO_CONFIG -> {
                    if (!cluster.hasTransportSocket()) {
                        place.error("auto_config", "needs a transport socket that settles the protocol by ALPN");
                    }
                    yield common.with(
                            Version.BY_ALPN,
                            message.getAutoConfig().getHttpProtocolOptions(),
                            place.at("auto_config.http_protocol_options"));
                }
                // The rules of the message ask for one.
                case UPSTREAMPROTOCOLOPTIONS_NOT_SET ->
                    common.with(Version.HTTP1, Http1ProtocolOptions.getDefaultInstance(), place);
            };
        } catch (InvalidProtocolBufferException e) {
            place.error("is not what its type says: " + e.getMessage());
            return UpstreamHttpSpec.DEFAULT;
        }
    }

    private static UpstreamHttpSpec explicit(
            HttpProtocolOptions.ExplicitHttpConfig message, Common common, Place place) {
        if (message.hasHttp2ProtocolOptions()) {
            notServed("http2_protocol_options", place);
            return common.with(Version.HTTP2, Http1ProtocolOptions.getDefaultInstance(), place);
        }
        return common.with(Version.HTTP1, message.getHttpProtocolOptions(), place.at("http_protocol_options"));
    }

    /** A list of filters that says what there is without it is the only one served. */
    private static void filters(HttpProtocolOptions message, Place place) {
        for (int i = 0; i < message.getHttpFiltersCount(); i++) {
            HttpFilter filter = message.getHttpFilters(i);
            if (!filter.getTypedConfig().getTypeUrl().equals(CODEC_FILTER)) {
                place.unsupported(message, "http_filters/other", "http_filters[" + i + "]");
            }
        }
    }

    @SuppressWarnings("deprecation") // old forms are still in use
    private static UpstreamHttpSpec old(Cluster message, Place place) {
        Common common = common(
                message.getCommonHttpProtocolOptions(),
                message.getMaxRequestsPerConnection().getValue(),
                place.at("common_http_protocol_options"));
        boolean configured = message.getProtocolSelection() == Cluster.ClusterProtocolSelection.USE_CONFIGURED_PROTOCOL;
        if (configured && message.hasHttpProtocolOptions() && message.hasHttp2ProtocolOptions()) {
            place.error("protocol_selection", "must be set where there are options of both HTTP/1 and HTTP/2");
        }
        Version version = configured
                ? (message.hasHttp2ProtocolOptions() ? Version.HTTP2 : Version.HTTP1)
                : Version.AS_DOWNSTREAM;
        if (version == Version.HTTP2) {
            notServed("http2_protocol_options", place);
        }
        return common.with(version, message.getHttpProtocolOptions(), place.at("http_protocol_options"));
    }

    private static void notServed(String field, Place place) {
        place.warning(field, "HTTP/2 to upstreams is not served yet: requests to this cluster are answered 503");
    }

    /** What holds for each version. */
    private record Common(
            io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions common,
            long idleMs,
            long connectionMaxMs,
            long streamMaxMs,
            long requestsMax,
            int headBytesMax,
            int fieldsMax) {
        UpstreamHttpSpec with(Version version, Http1ProtocolOptions http1, Place place) {
            return new UpstreamHttpSpec(
                    version,
                    Http1Options.read(http1, common, headBytesMax, fieldsMax, place),
                    idleMs,
                    connectionMaxMs,
                    streamMaxMs,
                    requestsMax);
        }
    }

    private static Common common(
            io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions message, int requestsOfCluster, Place place) {
        int headBytesMax = message.hasMaxResponseHeadersKb()
                ? Numbers.atMostInt(message.getMaxResponseHeadersKb()) * BYTES_PER_KIB
                : Http1Spec.RESPONSE_HEAD_BYTES_MAX;
        int fieldsMax =
                message.hasMaxHeadersCount() ? Numbers.atMostInt(message.getMaxHeadersCount()) : Http1Spec.FIELDS_MAX;
        int requests = message.hasMaxRequestsPerConnection()
                ? message.getMaxRequestsPerConnection().getValue()
                : requestsOfCluster;
        return new Common(
                message,
                message.hasIdleTimeout()
                        ? place.milliseconds("idle_timeout", message.getIdleTimeout())
                        : UpstreamHttpSpec.IDLE_DEFAULT_MS,
                place.milliseconds("max_connection_duration", message.getMaxConnectionDuration()),
                place.milliseconds("max_stream_duration", message.getMaxStreamDuration()),
                Integer.toUnsignedLong(requests),
                headBytesMax,
                fieldsMax);
    }
}
