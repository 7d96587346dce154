package io.nuncio.kernel.thread;

import io.nuncio.filter.thread.OnMain;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches directories and tells dispatchers what has happened in them: a file was moved there, created, or written to. A
 * thread of its own waits for the operating system, from the constructor to {@link #close}.
 *
 * <p>Made, asked and closed by one thread; what it posts runs where the asker wants it.
 */
@OnMain
public final class FileWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private final WatchService service;
    private final Thread thread;
    private final Map<WatchKey, List<Watching>> watched = new ConcurrentHashMap<>();

    /**
     * Watches nothing yet.
     *
     * @param name of the thread
     * @throws IOException if the operating system gives no means to watch
     */
    public FileWatch(String name) throws IOException {
        Path here = Path.of("");
        this.service = here.getFileSystem().newWatchService();
        this.thread = new Thread(this::waitForEvents, name);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** Somebody who wants to be told, until it is closed. */
    public final class Watching implements AutoCloseable {
        private final WatchKey key;
        private final Optional<Path> only;
        private final Dispatcher dispatcher;
        private final Runnable changed;
        private volatile boolean closed;

        private Watching(WatchKey key, Optional<Path> only, Dispatcher dispatcher, Runnable changed) {
            this.key = key;
            this.only = only;
            this.dispatcher = dispatcher;
            this.changed = changed;
        }

        private void tell() {
            dispatcher.post(() -> {
                if (!closed) {
                    changed.run();
                }
            });
        }

        private boolean wants(Optional<Path> name) {
            return only.isEmpty() || name.isEmpty() || only.equals(name);
        }

        /** Tells nothing any more. Idempotent. */
        @Override
        public void close() {
            closed = true;
            watched.computeIfPresent(key, (same, watchings) -> {
                watchings.remove(this);
                if (!watchings.isEmpty()) {
                    return watchings;
                }
                key.cancel();
                return null;
            });
        }
    }

    /**
     * Has {@code changed} posted to {@code dispatcher} after each batch of events in a directory.
     *
     * @param only the name of the one file in it that counts; empty: all do
     * @throws IOException if there is no such directory, or it cannot be watched
     */
    public Watching watch(Path directory, Optional<Path> only, Dispatcher dispatcher, Runnable changed)
            throws IOException {
        // A directory that is watched already has the same key.
        WatchKey key =
                directory.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        Watching watching = new Watching(key, only, dispatcher, changed);
        watched.compute(key, (same, watchings) -> {
            List<Watching> all = watchings == null ? new CopyOnWriteArrayList<>() : watchings;
            all.add(watching);
            return all;
        });
        return watching;
    }

    private void waitForEvents() {
        while (true) {
            try {
                tell(service.take());
            } catch (ClosedWatchServiceException e) {
                return;
            } catch (InterruptedException e) {
                LOG.warn("{} was interrupted and goes on", thread.getName());
            }
        }
    }

    private void tell(WatchKey key) {
        List<WatchEvent<?>> events = key.pollEvents();
        for (Watching watching : watched.getOrDefault(key, List.of())) {
            boolean wanted = events.stream()
                    .map(event -> event.context() instanceof Path name ? Optional.of(name) : Optional.<Path>empty())
                    .anyMatch(watching::wants);
            if (wanted) {
                watching.tell();
            }
        }
        if (!key.reset() && watched.containsKey(key)) {
            LOG.warn("{} is gone and no longer watched", key.watchable());
        }
    }

    /** Ends the thread and waits for it. Idempotent. */
    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.warn("the watching of files could not be closed", e);
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
