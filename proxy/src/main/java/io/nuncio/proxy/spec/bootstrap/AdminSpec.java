package io.nuncio.proxy.spec.bootstrap;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.Address;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.match.StringMatchSpec;
import java.util.Optional;

/**
 * The administration of the process.
 *
 * @param address where it listens; empty: it is configured but has no address, so nothing listens
 * @param accessLogs written at the end of each request to it
 * @param profilePath where a profile would be written
 * @param ignoreGlobalLimit whether the process-wide connection limit spares it
 * @param allowPaths the paths that are served; empty: all
 */
@Immutable
public record AdminSpec(
        Optional<Address> address,
        ImmutableList<ExtensionSpec> accessLogs,
        String profilePath,
        boolean ignoreGlobalLimit,
        ImmutableList<StringMatchSpec> allowPaths) {
    /** Envoy's default of {@code profile_path}. */
    public static final String PROFILE_PATH_DEFAULT = "/var/log/envoy/envoy.prof";
}
