package io.nuncio.proxy.spec.listener;

import com.google.errorprone.annotations.Immutable;
import io.nuncio.proxy.spec.CidrRange;
import io.nuncio.proxy.spec.listener.FilterChainMatchSpec.SourceType;

/** One value at one step of the choice of a filter chain. */
@Immutable
sealed interface MatchKey {

    /** A port; 0 is any. */
    record Port(int number) implements MatchKey {}

    /** A name or protocol; empty is any. A server name that begins with a dot stands for all names that end so. */
    record Text(String value) implements MatchKey {}

    /** A range of addresses. */
    record Range(CidrRange addresses) implements MatchKey {}

    /** Where a connection comes from. */
    record Source(SourceType type) implements MatchKey {}
}
