package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.http.HeaderName;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One part of the hash that a balancer may use: Envoy's {@code HashPolicy}.
 *
 * @param source what is hashed
 * @param terminal whether the parts that follow do not count if this one has a value
 */
@Immutable
public record HashPolicySpec(Source source, boolean terminal) {

    /** What is hashed. */
    @Immutable
    public sealed interface Source {}

    /**
     * A field.
     *
     * @param name of the field
     * @param rewrite of its value before it is hashed
     */
    public record Header(HeaderName name, Optional<RegexRewriteSpec> rewrite) implements Source {}

    /**
     * A cookie.
     *
     * @param name of the cookie
     * @param ttlMs where it is given, a cookie is made if there is none; 0: for the session
     * @param path of a cookie that is made; empty for none
     * @param attributes of a cookie that is made
     */
    public record Cookie(String name, OptionalLong ttlMs, String path, ImmutableMap<String, String> attributes)
            implements Source {}

    /** The address of the downstream connection. */
    public record SourceIp() implements Source {}

    /**
     * A parameter of the query.
     *
     * @param name of the parameter
     */
    public record QueryParameter(String name) implements Source {}
}
