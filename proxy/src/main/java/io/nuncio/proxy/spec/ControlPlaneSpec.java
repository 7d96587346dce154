package io.nuncio.proxy.spec;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;

/**
 * How a control plane is asked: Envoy's {@code config.core.v3.ApiConfigSource}, as far as it speaks gRPC.
 *
 * @param delta whether only what changed is sent, instead of the state of the world
 * @param service where it is
 * @param nodeOnFirstMessageOnly whether only the first message of a stream says who asks
 * @param rateLimit how fast requests may follow each other
 */
@Immutable
public record ControlPlaneSpec(
        boolean delta, GrpcServiceSpec service, boolean nodeOnFirstMessageOnly, RateLimit rateLimit)
        implements ConfigSourceSpec.Origin {

    /**
     * A bucket of tokens, one for each request.
     *
     * @param tokensMax how many requests may come at once; 0: there is no limit
     * @param tokensPerSecond how many are added
     */
    @Immutable
    public record RateLimit(int tokensMax, double tokensPerSecond) {
        /** No limit: Envoy's behaviour without {@code rate_limit_settings}. */
        public static final RateLimit NONE = new RateLimit(0, 0);

        /** Envoy's default of {@code max_tokens}. */
        public static final int TOKENS_MAX_DEFAULT = 100;

        /** Envoy's default of {@code fill_rate}. */
        public static final double TOKENS_PER_SECOND_DEFAULT = 10;
    }

    /**
     * A gRPC service: Envoy's {@code config.core.v3.GrpcService}.
     *
     * @param target who is called
     * @param initialMetadata headers of each call
     * @param retry the pauses between two attempts to open a stream
     */
    @Immutable
    public record GrpcServiceSpec(Target target, ImmutableList<Metadata> initialMetadata, Backoff retry) {}

    /** Who is called. */
    @Immutable
    public sealed interface Target {}

    /**
     * A cluster of this proxy.
     *
     * @param cluster its name
     * @param authority the {@code :authority} of the calls; empty: the cluster's name
     */
    public record EnvoyGrpc(String cluster, String authority) implements Target {}

    /**
     * An address that no cluster stands for.
     *
     * @param uri {@code host:port}, {@code dns:///host:port} or {@code unix:path}
     */
    public record GoogleGrpc(String uri) implements Target {}

    /**
     * One header.
     *
     * @param key in lower case; one that ends in {@code -bin} has bytes as its value
     * @param value as text, or in base 64 if the key says bytes
     */
    @Immutable
    public record Metadata(String key, String value) {}

    /**
     * Pauses that double, each a random part of the full one.
     *
     * @param baseMs the first one at most
     * @param maxMs any at most
     */
    @Immutable
    public record Backoff(long baseMs, long maxMs) {
        /** What Envoy does where no {@code retry_policy} says otherwise. */
        public static final Backoff DEFAULT = new Backoff(500, 30_000);
    }
}
