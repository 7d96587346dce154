package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.http.HeaderView;
import io.nuncio.proxy.spec.match.HeaderMatchSpec;

/**
 * Requests of a virtual host that are counted together: Envoy's {@code VirtualCluster}.
 *
 * @param name of their statistics
 * @param headers what the fields of a request have to be; all of them
 */
@Immutable
public record VirtualClusterSpec(String name, ImmutableList<HeaderMatchSpec> headers) {

    /** The requests that are in no other; there only where there are others. */
    public static final VirtualClusterSpec OTHER = new VirtualClusterSpec("other", ImmutableList.of());

    /** Whether a request belongs to it. */
    public boolean matches(HeaderView request) {
        for (int i = 0; i < headers.size(); i++) {
            if (!headers.get(i).matches(request)) {
                return false;
            }
        }
        return true;
    }
}
