package io.nuncio.proxy.exchange;

import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.filter.inline.Stream;
import io.nuncio.filter.inline.Stream.Cancellable;
import io.nuncio.filter.inline.Stream.Poster;
import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a stream has under way beside itself, and takes down with it: timers, calls, posts. */
final class Scope {

    private final Dispatcher dispatcher;
    private final @Nullable Caller caller;
    private List<Cancellable> open = List.of();
    private boolean closed;

    Scope(Dispatcher dispatcher, @Nullable Caller caller) {
        this.dispatcher = dispatcher;
        this.caller = caller;
    }

    Cancellable after(Duration delay, Runnable then) {
        Timer timer = dispatcher.createTimer(then);
        timer.enable(delay);
        return opened(timer::close);
    }

    Cancellable call(String cluster, Request request, Consumer<Response> then, Consumer<Exception> failed) {
        return opened(caller().call(cluster, request, then, failed));
    }

    /** @throws IllegalStateException where there are no clusters to call */
    Caller caller() {
        if (caller == null) {
            throw new IllegalStateException("no clusters can be called from here");
        }
        return caller;
    }

    Poster poster(Stream of) {
        return new Posts(this, of);
    }

    private Cancellable opened(Cancellable each) {
        if (open.isEmpty()) {
            open = new ArrayList<>(2);
        }
        open.add(each);
        return () -> {
            if (!closed && open.remove(each)) {
                each.cancel();
            }
        };
    }

    /** The stream has ended. */
    void close() {
        closed = true;
        List<Cancellable> last = open;
        open = List.of();
        last.forEach(Cancellable::cancel);
    }

    /** Outlives the stream; holds no more of it than whether it has ended. */
    private record Posts(Scope scope, Stream stream) implements Poster {
        @Override
        public boolean post(Consumer<Stream> then) {
            if (scope.closed) {
                return false;
            }
            return scope.dispatcher.post(() -> {
                if (!scope.closed) {
                    then.accept(stream);
                }
            });
        }
    }
}
