/**
 * The administration: what an operator or a control plane's agent asks and tells a running proxy over HTTP. It may touch the
 * kernel, {@code proxy.spi} and {@code proxy.spec}, and the proxy itself through {@link io.nuncio.server.admin.AdminSubject} only.
 * Everything runs on main.
 */
@NullMarked
@OnMain
package io.nuncio.server.admin;

import io.nuncio.filter.thread.OnMain;
import org.jspecify.annotations.NullMarked;
