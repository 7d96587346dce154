package io.nuncio.control.translate.http;

import com.google.common.collect.ImmutableList;
import com.google.common.net.InetAddresses;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ForwardClientCertDetails;
import io.envoyproxy.envoy.extensions.http.original_ip_detection.custom_header.v3.CustomHeaderConfig;
import io.envoyproxy.envoy.extensions.http.original_ip_detection.xff.v3.XffConfig;
import io.envoyproxy.envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig;
import io.nuncio.control.translate.Addresses;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.ClientAddress;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.Forwarding;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.InternalAddresses;
import io.nuncio.proxy.spec.http.HttpConnectionSpec.RequestIds;
import io.nuncio.proxy.spec.http.IpDetection;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What a connection manager believes of a request and says about it. */
final class Forwardings {

    /** Envoy's answer to a request without the field that tells its client. */
    private static final int REJECT_STATUS_DEFAULT = 403;

    /** What Envoy takes for internal where ranges could be given and are not: RFC 1918, RFC 4193 and the host itself. */
    private static final ImmutableList<io.nuncio.proxy.spec.CidrRange> PRIVATE = ImmutableList.of(
            range("10.0.0.0", 8),
            range("172.16.0.0", 12),
            range("192.168.0.0", 16),
            range("127.0.0.1", 32),
            range("fd00::", 8),
            range("::1", 128));

    private Forwardings() {}

    private static io.nuncio.proxy.spec.CidrRange range(String address, int bits) {
        return io.nuncio.proxy.spec.CidrRange.of(InetAddresses.forString(address), bits);
    }

    static Forwarding read(HttpConnectionManager message, Place place) {
        Place inside = place.at("internal_address_config");
        return new Forwarding(
                client(message, place),
                message.getAppendXForwardedPort(),
                internal(message, inside),
                requestIds(message, place),
                message.getVia(),
                message.getProxy100Continue(),
                message.getForwardClientCertDetails() == ForwardClientCertDetails.ALWAYS_FORWARD_ONLY,
                message.getSchemeHeaderTransformation().getSchemeToOverwrite());
    }

    private static InternalAddresses internal(HttpConnectionManager message, Place place) {
        if (!message.hasInternalAddressConfig()) {
            return InternalAddresses.NONE;
        }
        ImmutableList<io.nuncio.proxy.spec.CidrRange> given =
                ranges(message.getInternalAddressConfig().getCidrRangesList(), "cidr_ranges", place);
        return new InternalAddresses(
                message.getInternalAddressConfig().getUnixSockets(), given.isEmpty() ? PRIVATE : given);
    }

    private static ClientAddress client(HttpConnectionManager message, Place place) {
        boolean byExtension = message.getOriginalIpDetectionExtensionsCount() > 0;
        boolean peer = message.getUseRemoteAddress().getValue();
        if (byExtension && peer) {
            place.error(
                    "original_ip_detection_extensions",
                    "Original IP detection extensions and use_remote_address may not be mixed");
        } else if (byExtension && message.getXffNumTrustedHops() > 0) {
            place.error(
                    "original_ip_detection_extensions",
                    "Original IP detection extensions and xff_num_trusted_hops may not be mixed");
        }
        ImmutableList.Builder<IpDetection> detections = ImmutableList.builder();
        for (int i = 0; i < message.getOriginalIpDetectionExtensionsCount(); i++) {
            Place at = place.at("original_ip_detection_extensions", i);
            IpDetection detection = detection(message.getOriginalIpDetectionExtensions(i), at);
            if (detection != null) {
                detections.add(detection);
            }
        }
        if (!byExtension && !peer) {
            detections.add(new IpDetection.Xff(message.getXffNumTrustedHops(), ImmutableList.of(), true));
        }
        return new ClientAddress(peer, message.getXffNumTrustedHops(), message.getSkipXffAppend(), detections.build());
    }

    private static @Nullable IpDetection detection(TypedExtensionConfig message, Place place) {
        Any config = message.getTypedConfig();
        Place at = place.at("typed_config");
        try {
            if (config.is(XffConfig.class)) {
                return xff(config.unpack(XffConfig.class), at);
            }
            if (config.is(CustomHeaderConfig.class)) {
                CustomHeaderConfig custom = config.unpack(CustomHeaderConfig.class);
                return new IpDetection.CustomHeader(
                        HeaderName.of(custom.getHeaderName()),
                        custom.getAllowExtensionToSetAddressAsTrusted(),
                        custom.hasRejectWithStatus() ? status(custom) : OptionalInt.empty());
            }
            at.error("there is no original IP detection of the type " + config.getTypeUrl());
        } catch (InvalidProtocolBufferException e) {
            at.error("is no message of its type: " + e.getMessage());
        }
        return null;
    }

    private static OptionalInt status(CustomHeaderConfig custom) {
        int status = custom.getRejectWithStatus().getCodeValue();
        return OptionalInt.of(status >= 400 ? status : REJECT_STATUS_DEFAULT);
    }

    private static @Nullable IpDetection xff(XffConfig message, Place place) {
        int ranges = message.getXffTrustedCidrs().getCidrsCount();
        if (ranges > 0 && message.getXffNumTrustedHops() > 0) {
            place.error("Cannot set both xff_num_trusted_hops and xff_trusted_cidrs");
            return null;
        }
        return new IpDetection.Xff(
                message.getXffNumTrustedHops(),
                ranges(message.getXffTrustedCidrs().getCidrsList(), "cidrs", place.at("xff_trusted_cidrs")),
                !message.hasSkipXffAppend() || message.getSkipXffAppend().getValue());
    }

    private static ImmutableList<io.nuncio.proxy.spec.CidrRange> ranges(
            List<CidrRange> messages, String field, Place place) {
        ImmutableList.Builder<io.nuncio.proxy.spec.CidrRange> ranges = ImmutableList.builder();
        for (int i = 0; i < messages.size(); i++) {
            io.nuncio.proxy.spec.CidrRange range = Addresses.range(messages.get(i), place.at(field, i));
            if (range != null) {
                ranges.add(range);
            }
        }
        return ranges.build();
    }

    private static RequestIds requestIds(HttpConnectionManager message, Place place) {
        boolean pack = true;
        if (message.hasRequestIdExtension()) {
            Any config = message.getRequestIdExtension().getTypedConfig();
            Place at = place.at("request_id_extension").at("typed_config");
            if (config.is(UuidRequestIdConfig.class)) {
                pack = packs(config, at);
            } else {
                at.error("Didn't find a registered implementation for type: '" + config.getTypeUrl() + "'");
            }
        }
        return new RequestIds(
                !message.hasGenerateRequestId()
                        || message.getGenerateRequestId().getValue(),
                message.getPreserveExternalRequestId(),
                message.getAlwaysSetRequestIdInResponse(),
                pack);
    }

    private static boolean packs(Any config, Place place) {
        try {
            UuidRequestIdConfig uuid = config.unpack(UuidRequestIdConfig.class);
            return !uuid.hasPackTraceReason() || uuid.getPackTraceReason().getValue();
        } catch (InvalidProtocolBufferException e) {
            place.error("is no message of its type: " + e.getMessage());
            return true;
        }
    }
}
