package io.nuncio.proxy.downstream;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.proxy.spec.ExtensionSpec;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.NetworkConnection.State;
import io.nuncio.proxy.spi.NetworkFilter;
import io.nuncio.proxy.spi.NetworkFilter.Verdict;
import io.nuncio.proxy.spi.NetworkFilterCallbacks;
import io.nuncio.proxy.spi.NetworkFilterMaker;
import io.nuncio.proxy.spi.ReadSink;
import io.nuncio.proxy.spi.UpstreamClusters;
import io.nuncio.proxy.spi.UpstreamHost;
import io.nuncio.proxy.wire.Connection;
import io.nuncio.proxy.wire.WriteTap;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The network filters of one connection. What is read runs through them in the order of the configuration, what is
 * written in reverse. A filter sees the connection before its first byte, but not before the filter in front of it lets
 * it.
 */
final class NetworkFilterChain implements ReadSink, WriteTap {

    private final Connection connection;
    private final WorkerSetting setting;
    private final BooleanSupplier drainClose;
    private final Site[] sites;
    private ByteQueue unread = new ByteQueue();
    private boolean ended;
    private @Nullable UpstreamHost upstreamHost;

    NetworkFilterChain(
            Connection connection, WorkerSetting setting, List<ExtensionSpec> filters, BooleanSupplier drainClose) {
        this.connection = connection;
        this.setting = setting;
        this.drainClose = drainClose;
        this.sites = new Site[filters.size()];
        for (int i = 0; i < sites.length; i++) {
            sites[i] = new Site(i);
            sites[i].filter = filters.get(i).made().as(NetworkFilterMaker.class).make(sites[i]);
        }
    }

    /** Tells the filters that the connection is there. */
    void start() {
        read(0, unread, false);
    }

    @Override
    public void onData(ByteQueue data, boolean end) {
        unread = data;
        ended |= end;
        read(0, data, ended);
    }

    @Override
    public boolean onWrite(ByteQueue data, boolean end) {
        return write(sites.length - 1, data, end);
    }

    /** Tells the filters that the connection is gone, the last one first. */
    void destroy() {
        for (int i = sites.length - 1; i >= 0; i--) {
            sites[i].filter().onDestroy();
        }
    }

    private void read(int from, ByteQueue data, boolean end) {
        for (int i = from; i < sites.length && connection.state() == State.OPEN; i++) {
            Site site = sites[i];
            if (!site.started) {
                site.started = true;
                if (site.filter().onNewConnection() == Verdict.STOP || connection.state() != State.OPEN) {
                    return;
                }
            }
            if ((!data.isEmpty() || end) && site.filter().onData(data, end) == Verdict.STOP) {
                return;
            }
        }
    }

    private boolean write(int from, ByteQueue data, boolean end) {
        for (int i = from; i >= 0; i--) {
            if (sites[i].filter().onWrite(data, end) == Verdict.STOP) {
                return false;
            }
        }
        return true;
    }

    /** The place of one filter. */
    private final class Site implements NetworkFilterCallbacks {

        private final int index;
        private @Nullable NetworkFilter filter;
        private boolean started;

        Site(int index) {
            this.index = index;
        }

        NetworkFilter filter() {
            NetworkFilter made = filter;
            if (made == null) {
                throw new IllegalStateException("the filter is being made");
            }
            return made;
        }

        @Override
        public NetworkConnection connection() {
            return connection;
        }

        @Override
        public void continueReading() {
            read(index + 1, unread, ended);
            connection.takenLater();
        }

        @Override
        public void injectReadData(ByteQueue data, boolean end) {
            read(index + 1, data, end);
        }

        @Override
        public void injectWriteData(ByteQueue data, boolean end) {
            if (write(index - 1, data, end)) {
                connection.writeThrough(data, end);
            }
        }

        @Override
        public UpstreamClusters clusters() {
            return setting.clusters();
        }

        @Override
        public boolean drainClose() {
            return drainClose.getAsBoolean();
        }

        @Override
        public RandomGenerator random() {
            return setting.random();
        }

        @Override
        public @Nullable UpstreamHost upstreamHost() {
            return upstreamHost;
        }

        @Override
        public void upstreamHost(@Nullable UpstreamHost host) {
            upstreamHost = host;
        }
    }
}
