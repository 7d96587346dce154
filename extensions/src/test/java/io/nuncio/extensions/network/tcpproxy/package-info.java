@NullMarked
package io.nuncio.extensions.network.tcpproxy;

import org.jspecify.annotations.NullMarked;
