package io.nuncio.benchmarks;

import io.nuncio.kernel.buffer.ByteQueue;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.proxy.spi.CloseType;
import io.nuncio.proxy.spi.ConnectionCallbacks;
import io.nuncio.proxy.spi.ConnectionInfo;
import io.nuncio.proxy.spi.ConnectionStats;
import io.nuncio.proxy.spi.DetectedClose;
import io.nuncio.proxy.spi.NetworkConnection;
import io.nuncio.proxy.spi.StreamInfo;
import org.jspecify.annotations.Nullable;

/** A connection that drops what is written to it. */
final class SinkConnection implements NetworkConnection {

    @Override
    public long id() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Dispatcher dispatcher() {
        throw new UnsupportedOperationException();
    }

    @Override
    public State state() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean connecting() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(ByteQueue data, boolean end) {
        data.drain(data.readableBytes());
    }

    @Override
    public void close(CloseType type, String details) {
        throw new IllegalStateException(details);
    }

    @Override
    public void enableHalfClose(boolean enabled) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void readDisable(boolean disable) {
        // Nothing is read.
    }

    @Override
    public boolean readEnabled() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void noDelay(boolean enabled) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addCallbacks(ConnectionCallbacks callbacks) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeCallbacks(ConnectionCallbacks callbacks) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void bufferLimit(int bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int bufferLimit() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean aboveHighWatermark() {
        return false;
    }

    @Override
    public long bytesToWrite() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delayedCloseTimeoutMs(long timeoutMs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String transportFailureReason() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String localCloseReason() {
        throw new UnsupportedOperationException();
    }

    @Override
    public DetectedClose detectedClose() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void countBytes(@Nullable ConnectionStats stats) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ConnectionInfo info() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StreamInfo streamInfo() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String nextProtocol() {
        throw new UnsupportedOperationException();
    }
}
