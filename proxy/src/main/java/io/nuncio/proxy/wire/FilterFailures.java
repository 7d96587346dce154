package io.nuncio.proxy.wire;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.NetworkConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the filters of a connection throw ends that connection, and no other. */
@OnWorker
public final class FilterFailures {

    private static final String CLOSE_REASON = "network_filter_error";
    private static final Logger LOG = LoggerFactory.getLogger(FilterFailures.class);

    private FilterFailures() {}

    /** Logs the failure and closes the connection. */
    public static void end(NetworkConnection connection, RuntimeException failure) {
        LOG.error("connection {} is closed: its filters failed", connection.id(), failure);
        connection.close(CloseType.NO_FLUSH, CLOSE_REASON);
    }
}
