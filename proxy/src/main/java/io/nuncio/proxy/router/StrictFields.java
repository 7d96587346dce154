package io.nuncio.proxy.router;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.route.RetryCondition;
import io.nuncio.proxy.spi.message.Head;
import org.jspecify.annotations.Nullable;

/** The check of the fields by which a request steers the router (Envoy's {@code strict_check_headers}). */
final class StrictFields {

    private StrictFields() {}

    /** The first of {@code names} whose value is not of its kind; null if there is none. */
    static @Nullable HeaderName firstInvalid(ImmutableList<HeaderName> names, Head head) {
        for (HeaderName name : names) {
            if (head.has(name) && !valid(name, head)) {
                return name;
            }
        }
        return null;
    }

    private static boolean valid(HeaderName name, Head head) {
        String value = head.first(name);
        if (name.equals(HeaderNames.X_ENVOY_RETRY_ON)) {
            return value != null && RetryCondition.allHttp(value);
        }
        if (name.equals(HeaderNames.X_ENVOY_RETRY_GRPC_ON)) {
            return value != null && RetryCondition.allGrpc(value);
        }
        return head.number(name) >= 0;
    }
}
