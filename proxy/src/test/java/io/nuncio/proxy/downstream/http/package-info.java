/** The connection manager's rules, each on a head of its own. */
@NullMarked
package io.nuncio.proxy.downstream.http;

import org.jspecify.annotations.NullMarked;
