package io.nuncio.proxy.spec.http;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.CidrRange;
import java.util.OptionalInt;

/** A way to find the client's address: Envoy's original IP detection extensions. */
@Immutable
public sealed interface IpDetection {

    /**
     * By {@code x-forwarded-for}.
     *
     * @param trustedHops how many addresses at its end are those of proxies
     * @param trustedRanges where the proxies are instead; the last address that is none of them is the client's
     * @param skipAppend whether the peer is not appended to the field
     */
    @Immutable
    record Xff(int trustedHops, ImmutableList<CidrRange> trustedRanges, boolean skipAppend) implements IpDetection {}

    /**
     * By another field.
     *
     * @param name of the field
     * @param trusted whether the address may be an internal one
     * @param rejectStatus the status of the answer to requests without it; empty to let them pass
     */
    @Immutable
    record CustomHeader(HeaderName name, boolean trusted, OptionalInt rejectStatus) implements IpDetection {}
}
