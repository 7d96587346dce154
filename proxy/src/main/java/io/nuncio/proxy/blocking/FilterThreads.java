package io.nuncio.proxy.blocking;

/** Where the threads of filters run. Any thread. */
interface FilterThreads {

    /** The JDK's own scheduler: as many carriers as processors, shared by all; bears code that computes. */
    FilterThreads POOL = (name, task) -> Thread.ofVirtual().name(name).unstarted(task);

    /** A virtual thread, not started. */
    Thread make(String name, Runnable task);
}
