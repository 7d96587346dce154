package io.nuncio.proxy.blocking;

import io.nuncio.kernel.thread.Dispatcher;
import io.nuncio.kernel.thread.Task;

/** Where the threads of filters run. Any thread. */
interface FilterThreads {

    /** The JDK's own scheduler: as many carriers as processors, shared by all; bears code that computes. */
    FilterThreads POOL = (name, task) -> Thread.ofVirtual().name(name).unstarted(task);

    /** A virtual thread, not started. */
    Thread make(String name, Runnable task);

    /** Brings a message of one of these threads to the worker; first in, first out. Only for threads made here. */
    default void post(Dispatcher dispatcher, Task message) {
        dispatcher.post(message);
    }
}
