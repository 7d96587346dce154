package io.nuncio.proxy.spec.route;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.http.HeaderNames;
import io.nuncio.proxy.spec.http.HeaderView;
import io.nuncio.proxy.spec.match.LiteralTable;
import io.nuncio.proxy.spec.match.LiteralTable.Reading;
import io.nuncio.proxy.spec.route.VirtualHostSpec.RequireTls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The look-up of a route: by the authority the virtual host (exact, longest {@code *.b}, longest {@code a.*},
 * {@code *}), in it the first route that matches. Made when the configuration is read; its cost hardly depends on the
 * number of domains and of literal paths.
 */
@Immutable
public final class RouteTable {

    private static final String ANY = "*";

    private final RouteTableSpec spec;
    private final LiteralTable exact;
    private final LiteralTable suffixes;
    private final LiteralTable prefixes;
    private final ImmutableList<Host> exactHosts;

    /**
     * For each exact domain the route that takes every path; null where there is more to look at. So that one domain
     * of very many costs as few places of memory as one path of very many.
     */
    @SuppressWarnings("Immutable") // never handed out, never changed after the constructor
    private final @Nullable RouteEntry[] exactRoutes;

    private final ImmutableList<Host> suffixHosts;
    private final ImmutableList<Host> prefixHosts;
    private final @Nullable Host any;
    private final ImmutableList<RouteEntry> entries;

    /** A virtual host with its compiled routes and the redirect to https that it may ask for. */
    @Immutable
    private record Host(VirtualHostSpec spec, RouteIndex routes, RouteEntry toHttps) {

        /** The route of all requests whose path begins with a slash, if that is known beforehand. */
        @Nullable
        RouteEntry everyPath() {
            return spec.requireTls() == RequireTls.NONE ? routes.everyPath() : null;
        }
    }

    /**
     * Compiles a table.
     *
     * @throws IllegalArgumentException if a domain stands there twice
     */
    public RouteTable(RouteTableSpec spec) {
        this.spec = spec;
        Domains exactDomains = new Domains();
        Domains suffixDomains = new Domains();
        Domains prefixDomains = new Domains();
        Host anyHost = null;
        ImmutableList.Builder<RouteEntry> all = ImmutableList.builder();
        int[] number = {0};
        for (VirtualHostSpec virtualHost : spec.virtualHosts()) {
            Host host = host(virtualHost, spec, number, all);
            for (String domain : virtualHost.domains()) {
                if (domain.equals(ANY)) {
                    if (anyHost != null) {
                        throw new IllegalArgumentException("two virtual hosts for all domains");
                    }
                    anyHost = host;
                } else if (domain.startsWith(ANY)) {
                    suffixDomains.add(domain.substring(1), host);
                } else if (domain.endsWith(ANY)) {
                    prefixDomains.add(domain.substring(0, domain.length() - 1), host);
                } else {
                    exactDomains.add(domain, host);
                }
            }
        }
        this.any = anyHost;
        this.entries = all.build();
        this.exact = new LiteralTable(exactDomains.texts, Reading.FORWARD_ANY_CASE);
        this.suffixes = new LiteralTable(suffixDomains.texts, Reading.BACKWARD_ANY_CASE);
        this.prefixes = new LiteralTable(prefixDomains.texts, Reading.FORWARD_ANY_CASE);
        this.exactHosts = ImmutableList.copyOf(exactDomains.hosts);
        this.exactRoutes = exactDomains.hosts.stream().map(Host::everyPath).toArray(RouteEntry[]::new);
        this.suffixHosts = ImmutableList.copyOf(suffixDomains.hosts);
        this.prefixHosts = ImmutableList.copyOf(prefixDomains.hosts);
    }

    private static final class Domains {
        private final List<String> texts = new ArrayList<>();
        private final List<Host> hosts = new ArrayList<>();

        void add(String text, Host host) {
            texts.add(text);
            hosts.add(host);
        }
    }

    private static Host host(
            VirtualHostSpec virtualHost, RouteTableSpec table, int[] number, ImmutableList.Builder<RouteEntry> all) {
        ImmutableList.Builder<RouteEntry> made = ImmutableList.builder();
        virtualHost.routes().forEach(route -> made.add(new RouteEntry(number[0]++, route, virtualHost, table)));
        ImmutableList<RouteEntry> entries = made.build();
        RouteSpec toHttps =
                RouteSpec.of("", RouteMatchSpec.of(new PathMatchSpec.Prefix("", false)), RedirectSpec.TO_HTTPS);
        RouteEntry secure = new RouteEntry(number[0]++, toHttps, virtualHost, table);
        all.addAll(entries).add(secure);
        return new Host(virtualHost, new RouteIndex(entries), secure);
    }

    /** Everything that {@link #find} may answer, by {@link RouteEntry#number}. */
    public ImmutableList<RouteEntry> entries() {
        return entries;
    }

    /** What it was made of. */
    public RouteTableSpec spec() {
        return spec;
    }

    /**
     * The route that a request takes; null if there is none.
     *
     * @param headers of the request
     * @param random the random number of the stream, all 64 bits; the same as for the choice of a weighted cluster
     */
    public @Nullable RouteEntry find(HeaderView headers, long random) {
        String authority = headers.first(spec.options().hostField());
        if (authority == null) {
            return null;
        }
        int end = matchEnd(authority);
        int place = exact.exact(authority, end);
        if (place != LiteralTable.NONE && exactRoutes[place] != null && beginsWithSlash(headers)) {
            return exactRoutes[place];
        }
        Host host = host(authority, end, place);
        if (host == null) {
            return null;
        }
        if (host.spec().requireTls() != RequireTls.NONE
                && mustComeByTls(host.spec().requireTls(), headers)) {
            return host.toHttps();
        }
        return host.routes()
                .find(new RouteRequest(headers, random, spec.options().ignorePathParameters()));
    }

    private static boolean mustComeByTls(RequireTls required, HeaderView headers) {
        return !headers.valueEquals(HeaderNames.X_FORWARDED_PROTO, "https")
                && (required == RequireTls.ALL || !headers.valueEquals(HeaderNames.X_ENVOY_INTERNAL, "true"));
    }

    /** The virtual host of requests to {@code authority}; null if there is none. */
    public @Nullable VirtualHostSpec virtualHost(String authority) {
        int end = matchEnd(authority);
        Host host = host(authority, end, exact.exact(authority, end));
        return host == null ? null : host.spec();
    }

    private static boolean beginsWithSlash(HeaderView headers) {
        String path = headers.first(HeaderNames.PATH);
        return path != null && path.startsWith("/");
    }

    /** @param exactPlace of the domain that the authority is, or {@link LiteralTable#NONE} */
    private @Nullable Host host(String authority, int end, int exactPlace) {
        if (exactPlace != LiteralTable.NONE) {
            return exactHosts.get(exactPlace);
        }
        int entry = suffixes.longestProper(authority, end);
        if (entry != LiteralTable.NONE) {
            return suffixHosts.get(entry);
        }
        entry = prefixes.longestProper(authority, end);
        return entry != LiteralTable.NONE ? prefixHosts.get(entry) : any;
    }

    private int matchEnd(String authority) {
        return spec.options().ignorePort() ? portStart(authority) : authority.length();
    }

    /** Where the colon before the port stands; the length if there is none. The colons of an IPv6 address are in brackets. */
    private static int portStart(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || colon < authority.lastIndexOf(']') ? authority.length() : colon;
    }
}
