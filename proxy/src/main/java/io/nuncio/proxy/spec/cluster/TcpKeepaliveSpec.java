package io.nuncio.proxy.spec.cluster;

import com.google.errorprone.annotations.Immutable;

/**
 * How the operating system probes a connection on which nothing happens: Envoy's {@code TcpKeepalive}.
 *
 * @param probes how many unanswered probes end the connection; 0 for the system's number
 * @param idleSeconds how long nothing happens before the first probe; 0 for the system's time
 * @param intervalSeconds time between probes; 0 for the system's time
 */
@Immutable
public record TcpKeepaliveSpec(int probes, int idleSeconds, int intervalSeconds) {}
