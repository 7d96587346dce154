package io.nuncio.proxy.blocking;

import io.nuncio.filter.StreamGoneException;
import io.nuncio.kernel.thread.Dispatcher;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the threads of one stream and the worker have in common: the way to the worker, and whether the stream still lives.
 * Any thread; only the worker ends it.
 */
final class Session {

    private final Dispatcher dispatcher;
    private final FilterRun run;
    private final FilterThreads threads;
    private volatile @Nullable String gone;

    Session(Dispatcher dispatcher, FilterRun run, FilterThreads threads) {
        this.dispatcher = dispatcher;
        this.run = run;
        this.threads = threads;
    }

    /** Where the threads of the stream run. */
    FilterThreads threads() {
        return threads;
    }

    /** Belongs to the worker. */
    FilterRun run() {
        return run;
    }

    boolean gone() {
        return gone != null;
    }

    /** Why the stream ended. */
    String why() {
        String why = gone;
        return why == null ? "the worker has ended" : why;
    }

    /** Worker only, once: from here on nothing that is asked is done. */
    void end(String why) {
        gone = why;
    }

    /** Throws what every operation throws after the end. */
    void live() {
        if (gone != null) {
            throw new StreamGoneException(why());
        }
    }

    /** Asks the worker, and waits. Only on a thread of the stream. */
    <T extends @Nullable Object> T ask(Ask.Work<T> work) {
        live();
        Ask<T> ask = new Ask<>(this, work);
        threads.post(dispatcher, ask);
        return ask.await();
    }

    /** As {@link #ask}, without waiting yet, and on any thread. */
    <T extends @Nullable Object> Ask<T> begin(Ask.Work<T> work) {
        live();
        Ask<T> ask = new Ask<>(this, work);
        dispatcher.post(ask);
        return ask;
    }

    /** Tells the worker something, which is not done if the stream has ended by then. Only on a thread of the stream. */
    void tell(Consumer<FilterRun> what) {
        threads.post(dispatcher, () -> {
            if (gone == null) {
                what.accept(run);
            }
        });
    }

    /** As {@link #tell}, on any thread. */
    void tellFromAnywhere(Consumer<FilterRun> what) {
        dispatcher.post(() -> {
            if (gone == null) {
                what.accept(run);
            }
        });
    }

    /** As {@link #tell}, also after the end of the stream. */
    void tellAlways(Consumer<FilterRun> what) {
        threads.post(dispatcher, () -> what.accept(run));
    }
}
