package io.nuncio.proxy.wire;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.StreamInfo;
import io.nuncio.proxy.spi.TransportSocketMaker;

/**
 * What a connection is made with.
 *
 * @param info its addresses
 * @param streamInfo its record
 * @param transport makes its transport socket
 */
@OnWorker
public record Wiring(ConnectionInfo info, StreamInfo streamInfo, TransportSocketMaker transport) {}
