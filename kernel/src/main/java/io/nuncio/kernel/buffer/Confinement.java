package io.nuncio.kernel.buffer;

import io.nuncio.kernel.thread.Dispatcher;
import org.jspecify.annotations.Nullable;

/** For assertions: the first loop that uses a thing is the only one that may. Threads that are no loop are not judged. */
final class Confinement {

    private @Nullable Dispatcher loop;

    /** False on another loop than the first one. */
    boolean holds() {
        Dispatcher now = Dispatcher.currentOrNull();
        if (now == null) {
            return true;
        }
        if (loop == null) {
            loop = now;
        }
        return loop == now;
    }
}
