package io.nuncio.control.translate;

import com.google.common.collect.ImmutableList;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.RateLimitSettings;
import io.envoyproxy.envoy.config.core.v3.RetryPolicy;
import io.nuncio.proxy.spec.ControlPlaneSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec.Backoff;
import io.nuncio.proxy.spec.ControlPlaneSpec.GrpcServiceSpec;
import io.nuncio.proxy.spec.ControlPlaneSpec.Metadata;
import io.nuncio.proxy.spec.ControlPlaneSpec.RateLimit;
import io.nuncio.proxy.spec.ControlPlaneSpec.Target;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads how a control plane is asked: Envoy's {@code ApiConfigSource}. */
public final class ControlPlanes {

    /** Without a longest pause ten times the first one is it, as in Envoy. */
    private static final int BACKOFF_MAX_FACTOR = 10;

    private ControlPlanes() {}

    /**
     * Reads {@code message}, which stands at {@code place} and has been checked against the table; null if an error was
     * recorded. REST has no stream: who may get here with it is refused.
     */
    public static @Nullable ControlPlaneSpec read(ApiConfigSource message, Place place) {
        if (message.getTransportApiVersion() != ApiVersion.V3) {
            place.error("transport_api_version", "only V3 is spoken");
        }
        boolean delta = message.getApiType() == ApiConfigSource.ApiType.DELTA_GRPC;
        if (!delta && message.getApiType() != ApiConfigSource.ApiType.GRPC) {
            place.error("api_type", "must be GRPC or DELTA_GRPC here");
            return null;
        }
        if (message.getClusterNamesCount() > 0) {
            place.error("cluster_names", "a gRPC source names its cluster in grpc_services");
        }
        if (message.getGrpcServicesCount() != 1) {
            place.error("grpc_services", "a gRPC source has exactly one");
            return null;
        }
        GrpcServiceSpec service = service(message.getGrpcServices(0), place.at("grpc_services", 0));
        return service == null
                ? null
                : new ControlPlaneSpec(delta, service, message.getSetNodeOnFirstMessageOnly(), rateLimit(message));
    }

    private static RateLimit rateLimit(ApiConfigSource message) {
        if (!message.hasRateLimitSettings()) {
            return RateLimit.NONE;
        }
        RateLimitSettings settings = message.getRateLimitSettings();
        return new RateLimit(
                settings.hasMaxTokens() ? settings.getMaxTokens().getValue() : RateLimit.TOKENS_MAX_DEFAULT,
                settings.hasFillRate() ? settings.getFillRate().getValue() : RateLimit.TOKENS_PER_SECOND_DEFAULT);
    }

    private static @Nullable GrpcServiceSpec service(GrpcService message, Place place) {
        ImmutableList.Builder<Metadata> metadata = ImmutableList.builder();
        for (int i = 0; i < message.getInitialMetadataCount(); i++) {
            HeaderValue header = message.getInitialMetadata(i);
            if (header.getValue().indexOf('%') >= 0) {
                place.at("initial_metadata", i).error("value", "formatters are not supported here");
            }
            metadata.add(new Metadata(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        }
        Target target = target(message, place);
        RetryPolicy retry = message.getEnvoyGrpc().hasRetryPolicy()
                ? message.getEnvoyGrpc().getRetryPolicy()
                : message.getRetryPolicy();
        return target == null ? null : new GrpcServiceSpec(target, metadata.build(), backoff(retry, place));
    }

    private static @Nullable Target target(GrpcService message, Place place) {
        return switch (message.getTargetSpecifierCase()) {
            case ENVOY_GRPC ->
                new ControlPlaneSpec.EnvoyGrpc(
                        message.getEnvoyGrpc().getClusterName(),
                        message.getEnvoyGrpc().getAuthority());
            case GOOGLE_GRPC ->
                new ControlPlaneSpec.GoogleGrpc(message.getGoogleGrpc().getTargetUri());
            case TARGETSPECIFIER_NOT_SET -> {
                place.error("names neither envoy_grpc nor google_grpc");
                yield null;
            }
        };
    }

    private static Backoff backoff(RetryPolicy message, Place place) {
        if (!message.hasRetryBackOff()) {
            return Backoff.DEFAULT;
        }
        Place at = place.at("retry_policy.retry_back_off");
        long baseMs = at.milliseconds("base_interval", message.getRetryBackOff().getBaseInterval());
        long maxMs = message.getRetryBackOff().hasMaxInterval()
                ? at.milliseconds("max_interval", message.getRetryBackOff().getMaxInterval())
                : baseMs * BACKOFF_MAX_FACTOR;
        if (baseMs < 1 || maxMs < baseMs) {
            at.error("base_interval", "must be at least 1ms and at most max_interval");
            return Backoff.DEFAULT;
        }
        return new Backoff(baseMs, maxMs);
    }
}
