/**
 * The way to a control plane: gRPC over channels that go to the hosts of a published cluster, on main's own loop.
 *
 * <p>May touch gRPC, Netty's channels, protobuf, {@code control.subscribe.xds}, {@code proxy.wire} (which sockets fit a loop),
 * {@code proxy.upstream} (clusters as published), {@code proxy.spec} and kernel. Runs on main.
 */
@NullMarked
@OnMain
package io.nuncio.control.subscribe.grpc;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
