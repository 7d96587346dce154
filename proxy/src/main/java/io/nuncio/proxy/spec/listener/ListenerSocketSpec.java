package io.nuncio.proxy.spec.listener;

import com.google.errorprone.annotations.Immutable;

/**
 * How the sockets of a listener are opened and how connections are accepted.
 *
 * @param reusePort each worker has a listening socket of its own and the kernel spreads connections over them
 * @param bindToPort false: no socket of its own; other listeners hand connections over by their original destination
 * @param backlog the length of the accept queue
 * @param acceptsPerEventMax how many connections are accepted in one turn of the loop
 * @param exactBalance connections are handed to the worker that has the fewest
 * @param transparent {@code IP_TRANSPARENT}
 * @param freebind {@code IP_FREEBIND}
 */
@Immutable
public record ListenerSocketSpec(
        boolean reusePort,
        boolean bindToPort,
        int backlog,
        int acceptsPerEventMax,
        boolean exactBalance,
        boolean transparent,
        boolean freebind) {
    /** Envoy's default of {@code tcp_backlog_size} on Linux. */
    public static final int BACKLOG_DEFAULT = 4096;
    /** What Envoy calls no limit, made finite so that a flood of connections cannot hold a worker: connections a turn. */
    public static final int ACCEPTS_PER_EVENT_DEFAULT = 256;
}
