package io.nuncio.proxy.blocking;

import io.nuncio.filter.Request;
import io.nuncio.filter.Response;
import io.nuncio.filter.inline.Stream.Cancellable;
import io.nuncio.proxy.spi.http.EngineStream;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** The calls to clusters that the threads of one stream have under way. Worker only. */
final class Calls {

    /** How a call ended: one of the two. */
    record Outcome(@Nullable Response response, @Nullable Exception failure) {}

    private final EngineStream stream;

    /** Asked for by identity: each is a question of its own. */
    private final IdentityHashMap<Ask<Outcome>, Cancellable> open = new IdentityHashMap<>(2);

    Calls(EngineStream stream) {
        this.stream = stream;
    }

    void call(Ask<Outcome> ask, String cluster, Request request) {
        Cancellable call = stream.call(
                cluster,
                request,
                response -> ended(ask, new Outcome(response, null)),
                failure -> ended(ask, new Outcome(null, failure)));
        if (ask.waits()) {
            open.put(ask, call);
        }
    }

    private void ended(Ask<Outcome> ask, Outcome outcome) {
        open.remove(ask);
        if (ask.waits()) {
            ask.answer(outcome);
        }
    }

    /** Whoever asked does not wait any more. */
    void cancel(Ask<Outcome> ask) {
        Cancellable call = open.remove(ask);
        if (call != null) {
            call.cancel();
        }
    }

    /** The stream has ended, and takes the calls down itself. */
    void end() {
        open.keySet().forEach(Ask::gone);
        open.clear();
    }
}
