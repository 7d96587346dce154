package io.nuncio.extensions.network.connectionlimit;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.Gauge;
import io.nuncio.kernel.stats.SharedBudget;
import io.nuncio.kernel.thread.Timer;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.ConnectionCallbacks;
import io.nuncio.proxy.spi.ConnectionEvent;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.NetworkFilter;
import org.jspecify.annotations.Nullable;

/** Closes a connection that is one too many, at once or after a delay that keeps its peer from trying again at once. */
final class ConnectionLimitFilter implements NetworkFilter, ConnectionCallbacks {

    private static final String CLOSE_REASON = "over_connection_limit";

    /**
     * A limit as configured.
     *
     * @param budget what the workers share
     * @param delayMs how long one too many waits for its end
     * @param limited counts those
     * @param active how many connections there are, those too
     */
    @AnyThread
    record Settings(SharedBudget budget, long delayMs, Counter limited, Gauge active) {}

    private final Settings settings;
    private final NetworkConnection connection;
    private @Nullable Timer delay;
    private boolean admitted;

    ConnectionLimitFilter(Settings settings, NetworkConnection connection) {
        this.settings = settings;
        this.connection = connection;
    }

    @Override
    public Verdict onNewConnection() {
        settings.active().inc();
        connection.addCallbacks(this);
        admitted = settings.budget().tryAcquire();
        if (admitted) {
            return Verdict.CONTINUE;
        }
        settings.limited().inc();
        if (settings.delayMs() > 0) {
            delay = connection.dispatcher().createTimer(this::refuse);
            delay.enableMs(settings.delayMs());
        } else {
            refuse();
        }
        return Verdict.STOP;
    }

    private void refuse() {
        connection.close(CloseType.NO_FLUSH, CLOSE_REASON);
    }

    @Override
    public Verdict onData(ByteQueue data, boolean end) {
        return admitted ? Verdict.CONTINUE : Verdict.STOP;
    }

    @Override
    public void onEvent(ConnectionEvent event) {
        if (!event.closed()) {
            return;
        }
        settings.active().dec();
        if (admitted) {
            settings.budget().release();
        }
        if (delay != null) {
            delay.close();
            delay = null;
        }
    }
}
