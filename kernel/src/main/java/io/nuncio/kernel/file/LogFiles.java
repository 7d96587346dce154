package io.nuncio.kernel.file;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.thread.IoThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The log files of one process: a path is opened once, however many loggers name it. One I/O thread writes them all.
 *
 * <p>What cannot be written is dropped and counted, never waited for.
 */
public final class LogFiles implements AutoCloseable {

    /** How long a line may wait in memory: Envoy's default of {@code --file-flush-interval-msec}. */
    public static final long FLUSH_INTERVAL_DEFAULT_MS = 10_000;
    /** How many bytes may wait in memory before they are written: Envoy's default of {@code --file-flush-min-size-kb}. */
    public static final int FLUSH_BYTES_DEFAULT = 64 * 1024;

    private final long flushIntervalMs;
    private final int flushBytes;
    private final IoThread io = new IoThread("log files");
    private final Map<Path, LogFile> open = new ConcurrentHashMap<>();
    private final LongAdder buffered = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /**
     * Files that are written after {@code flushIntervalMs} milliseconds, or when {@code flushBytes} bytes wait in one
     * loop, whichever comes first.
     */
    public LogFiles(long flushIntervalMs, int flushBytes) {
        this.flushIntervalMs = Math.max(1, flushIntervalMs);
        this.flushBytes = Math.max(1, flushBytes);
    }

    /**
     * Opens a file to append to, creating it if need be; one that is open already is shared.
     *
     * @throws IOException if it cannot be opened
     */
    @OnMain
    public LogFile open(Path path) throws IOException {
        Path key = path.toAbsolutePath().normalize();
        LogFile known = open.get(key);
        if (known == null) {
            known = new LogFile(this, key);
            open.put(key, known);
        }
        return known;
    }

    /** Opens every file anew by its path, so that what was moved away stays as it is (SIGUSR1, {@code /reopen_logs}). */
    @AnyThread
    public void reopen() {
        open.values().forEach(file -> write(file::reopen));
    }

    /** Writes what waits and closes the files. After the workers have stopped. */
    @Override
    @OnMain
    public void close() {
        open.values().forEach(LogFile::handOverAll);
        io.close();
        open.values().forEach(LogFile::closeChannel);
        open.clear();
    }

    /** Lines taken into memory. */
    public long writesBuffered() {
        return buffered.sum();
    }

    /** Writes that succeeded. */
    public long writesCompleted() {
        return completed.sum();
    }

    /** Writes that the operating system refused. */
    public long writesFailed() {
        return failed.sum();
    }

    /** Pieces that were dropped because too many waited. */
    public long writesDropped() {
        return dropped.sum();
    }

    long flushIntervalMs() {
        return flushIntervalMs;
    }

    int flushBytes() {
        return flushBytes;
    }

    boolean write(Runnable task) {
        return io.offer(task);
    }

    void countBuffered() {
        buffered.increment();
    }

    void countCompleted() {
        completed.increment();
    }

    void countFailed() {
        failed.increment();
    }

    void countDropped() {
        dropped.increment();
    }
}
