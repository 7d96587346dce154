/**
 * What is said to a control plane, and what is made of its answers: the protocol of xDS as a machine of messages and timers,
 * and what turns resources into updates.
 *
 * <p>May touch protobuf, {@code control.load}, {@code control.translate}, {@code control.assemble}, {@code control.dump} and
 * kernel; no sockets: those are behind {@code XdsTransport}. Runs on main.
 */
@NullMarked
@OnMain
package io.nuncio.control.subscribe.xds;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
