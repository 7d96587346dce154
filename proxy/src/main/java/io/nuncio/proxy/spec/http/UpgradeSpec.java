package io.nuncio.proxy.spec.http;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import java.util.Optional;

/**
 * An upgrade that a connection manager knows of: Envoy's {@code UpgradeConfig}.
 *
 * @param type {@code websocket}, {@code CONNECT}; case does not matter
 * @param enabled whether it is allowed where the route says nothing
 * @param filters the chain for such requests; empty for that of all others
 */
@Immutable
public record UpgradeSpec(String type, boolean enabled, Optional<ImmutableList<HttpFilterSpec>> filters) {}
