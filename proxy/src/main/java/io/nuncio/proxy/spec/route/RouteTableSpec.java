package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;

/**
 * A table of routes as configured: Envoy's {@code RouteConfiguration}. {@link RouteTable} looks things up in it.
 *
 * @param name empty where none was given
 * @param contentHash equal for two tables of equal configuration
 * @param virtualHosts no domain stands in two of them
 * @param requestMutations of the requests
 * @param responseMutations of the responses
 * @param options how it is read
 * @param internalOnlyHeaders fields that are taken off requests from outside
 * @param metadataJson the {@code Metadata} as canonical JSON; empty for none
 * @param filterConfigs configurations of filters, by their names
 */
@Immutable
public record RouteTableSpec(
        String name,
        String contentHash,
        ImmutableList<VirtualHostSpec> virtualHosts,
        HeaderMutationsSpec requestMutations,
        HeaderMutationsSpec responseMutations,
        Options options,
        ImmutableList<HeaderName> internalOnlyHeaders,
        String metadataJson,
        ImmutableMap<String, FilterConfigSpec> filterConfigs) {

    /**
     * How a table is read.
     *
     * @param ignorePort whether a port in the authority does not count for the domain
     * @param ignorePathParameters whether a path ends at its first semicolon for the match
     * @param mostSpecificMutationsWin whether the mutations of the table come first and those of the route last, instead
     *     of the other way round
     * @param hostField by which the virtual host is found: the authority, or another field ({@code vhost_header})
     */
    @Immutable
    public record Options(
            boolean ignorePort, boolean ignorePathParameters, boolean mostSpecificMutationsWin, HeaderName hostField) {
        /** What Envoy does where nothing is configured. */
        public static final Options DEFAULT = new Options(false, false, false, HeaderNames.AUTHORITY);
    }

    /** A table with nothing but virtual hosts. */
    public static RouteTableSpec of(String name, ImmutableList<VirtualHostSpec> virtualHosts) {
        return new RouteTableSpec(
                name,
                "",
                virtualHosts,
                HeaderMutationsSpec.NONE,
                HeaderMutationsSpec.NONE,
                Options.DEFAULT,
                ImmutableList.of(),
                "",
                ImmutableMap.of());
    }
}
