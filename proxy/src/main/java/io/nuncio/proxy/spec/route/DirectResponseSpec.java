package io.nuncio.proxy.spec.route;

import com.google.errorprone.annotations.Immutable;

/**
 * The request is answered at once: Envoy's {@code DirectResponseAction}.
 *
 * @param status 200 to 599
 * @param body what the answer carries
 */
@Immutable
public record DirectResponseSpec(int status, BodySpec body) implements RouteActionSpec {

    /** Envoy's default of {@code max_direct_response_body_size_bytes}. */
    public static final int BODY_BYTES_MAX_DEFAULT = 4096;
}
