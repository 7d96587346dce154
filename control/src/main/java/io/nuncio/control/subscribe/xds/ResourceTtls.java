package io.nuncio.control.subscribe.xds;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How long resources are valid that were sent with a time to live. */
final class ResourceTtls implements AutoCloseable {

    private final Dispatcher main;
    private final Consumer<String> expired;
    private final Map<String, Timer> timers = new HashMap<>();

    /**
     * Of the resources of one type.
     *
     * @param expired gets the name of one that is no longer valid
     */
    ResourceTtls(Dispatcher main, Consumer<String> expired) {
        this.main = main;
        this.expired = expired;
    }

    /** Begins its time anew; 0: it is valid for good. */
    void refresh(String name, long ttlMs) {
        if (ttlMs == 0) {
            clear(name);
            return;
        }
        timers.computeIfAbsent(name, key -> main.createTimer(() -> expire(key))).enableMs(ttlMs);
    }

    /** Forgets it. */
    void clear(String name) {
        close(timers.remove(name));
    }

    private void expire(String name) {
        clear(name);
        expired.accept(name);
    }

    @Override
    public void close() {
        timers.values().forEach(Timer::close);
        timers.clear();
    }

    private static void close(@Nullable Timer timer) {
        if (timer != null) {
            timer.close();
        }
    }
}
