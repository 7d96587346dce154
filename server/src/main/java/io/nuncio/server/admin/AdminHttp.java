package io.nuncio.server.admin;

import com.google.common.collect.ImmutableList;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spec.Opaque;
import io.nuncio.proxy.spec.http.Http1Spec;
import io.nuncio.proxy.spec.http.HttpConnectionSpec;
import io.nuncio.proxy.spec.http.HttpFilterSpec;

/** The connection manager of the admin: no configuration reaches it. The values are those of Envoy's. */
public final class AdminHttp {

    /** What {@code http.} is followed by in the names of its stats. */
    public static final String STAT_PREFIX = "admin";

    private static final long DRAIN_MS = 100;

    /** Envoy closes at once, but its admin takes bodies of any size: whoever is refused here should read why. */
    private static final long DELAYED_CLOSE_MS = 1_000;

    private AdminHttp() {}

    /**
     * The specification of the connection manager.
     *
     * @param table answers
     * @param accessLogs written at the end of each request
     */
    public static HttpConnectionSpec spec(AdminTable table, ImmutableList<ExtensionSpec> accessLogs) {
        return new HttpConnectionSpec(
                STAT_PREFIX,
                HttpConnectionSpec.CodecKind.HTTP1,
                Http1Spec.DOWNSTREAM,
                ImmutableList.of(new HttpFilterSpec(
                        new ExtensionSpec(STAT_PREFIX, "", Opaque.of(AdminFilter.maker(table::handle))), false)),
                new HttpConnectionSpec.Forwarding(
                        new HttpConnectionSpec.ClientAddress(true, 0, false, ImmutableList.of()),
                        false,
                        HttpConnectionSpec.InternalAddresses.NONE,
                        new HttpConnectionSpec.RequestIds(false, false, false, false),
                        "",
                        false,
                        false,
                        ""),
                new HttpConnectionSpec.Paths(
                        true, true, HttpConnectionSpec.EscapedSlashes.KEEP_UNCHANGED, false, false, false),
                new HttpConnectionSpec.Timeouts(0, 0, 0, 0, 0, 0, DRAIN_MS, DELAYED_CLOSE_MS, 0, false),
                HttpConnectionSpec.Responses.DEFAULT,
                ImmutableList.of(),
                HttpConnectionSpec.Logging.atEnd(accessLogs));
    }
}
