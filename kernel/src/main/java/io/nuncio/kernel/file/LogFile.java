package io.nuncio.kernel.file;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.PerLoop;
import io.nuncio.kernel.thread.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is appended to. Lines of one thread keep their order; lines of several threads are never torn apart.
 *
 * <p>Each loop collects its lines in a buffer of its own, which needs no lock; a full buffer, or one whose time has
 * come, goes to the I/O thread. Threads that are no loop share one buffer under a lock.
 */
public final class LogFile {

    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);

    private final LogFiles files;
    private final Path path;
    private final Object lock = new Object();
    private final PerLoop<Pending> loops = new PerLoop<>(loop -> new Pending(this, loop));

    private final Pending others;
    /** Used by the I/O thread only, once the file is open. */
    private WritableByteChannel channel;

    private boolean failing;

    LogFile(LogFiles files, Path path) throws IOException {
        this.files = files;
        this.path = path;
        this.channel = openChannel(path);
        this.others = new Pending(this, null);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Appends a copy of some bytes, normally whole lines. Never waits. */
    @AnyThread
    public void append(byte[] bytes, int from, int length) {
        files.countBuffered();
        Dispatcher here = Dispatcher.currentOrNull();
        if (here != null) {
            loops.get(here).append(bytes, from, length);
            return;
        }
        synchronized (lock) {
            others.append(bytes, from, length);
            others.handOver();
        }
    }

    /** Hands everything that waits to the I/O thread; after the loops have stopped. */
    void handOverAll() {
        loops.forEach(Pending::handOver);
        synchronized (lock) {
            others.handOver();
        }
    }

    /** On the I/O thread. */
    void reopen() {
        try {
            WritableByteChannel fresh = openChannel(path);
            channel.close();
            channel = fresh;
        } catch (IOException e) {
            LOG.warn("cannot open {} again, going on with the old file: {}", path, e.toString());
        }
    }

    void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("cannot close {}: {}", path, e.toString());
        }
    }

    private void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            files.countCompleted();
            failing = false;
        } catch (IOException e) {
            files.countFailed();
            if (!failing) {
                LOG.warn("cannot write to {}: {}", path, e.toString());
            }
            failing = true;
        }
    }

    private static WritableByteChannel openChannel(Path path) throws IOException {
        return Files.newByteChannel(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** What one loop has collected. Confined to that loop, or guarded by the lock where there is none. */
    private static final class Pending {
        private final LogFile file;
        private final @Nullable Timer timer;
        private byte @Nullable [] bytes;
        private int length;

        Pending(LogFile file, @Nullable Dispatcher owner) {
            this.file = file;
            this.timer = owner == null ? null : owner.createTimer(this::handOver);
        }

        void append(byte[] more, int from, int count) {
            int capacity = Math.max(file.files.flushBytes(), count);
            if (bytes != null && count > bytes.length - length) {
                handOver();
            }
            if (bytes == null) {
                bytes = new byte[capacity];
                if (timer != null) {
                    timer.enableMs(file.files.flushIntervalMs());
                }
            }
            System.arraycopy(more, from, bytes, length, count);
            length += count;
            if (length >= file.files.flushBytes()) {
                handOver();
            }
        }

        void handOver() {
            if (bytes == null || length == 0) {
                return;
            }
            ByteBuffer full = ByteBuffer.wrap(bytes, 0, length);
            bytes = null;
            length = 0;
            if (!file.files.write(() -> file.write(full))) {
                file.files.countDropped();
            }
        }
    }
}
