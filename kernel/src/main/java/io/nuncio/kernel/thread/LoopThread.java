package io.nuncio.kernel.thread;

import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform thread that drives one dispatcher from its start to its end; also how the thread finds it again. */
final class LoopThread extends FastThreadLocalThread {

    private static final Logger LOG = LoggerFactory.getLogger(LoopThread.class);

    /** For platform threads that are not ours, as in tests that turn several dispatchers by hand. */
    private static final ThreadLocal<@Nullable Dispatcher> FOREIGN = new ThreadLocal<>();

    private enum Phase {
        NEW,
        STARTED,
        STOPPED
    }

    /** The dispatcher whose code runs on this thread now; written and read by this thread only. */
    @Nullable
    Dispatcher current;

    private final Dispatcher dispatcher;
    private final List<Runnable> endings = new ArrayList<>();
    private Phase phase = Phase.NEW;

    LoopThread(String name, Dispatcher dispatcher) {
        super((ThreadGroup) null, name);
        this.dispatcher = dispatcher;
    }

    /** The dispatcher whose code runs on this thread; null on others and on every virtual thread. */
    static @Nullable Dispatcher currentDispatcher() {
        Thread thread = Thread.currentThread();
        if (thread instanceof LoopThread loop) {
            return loop.current;
        }
        return thread.isVirtual() ? null : FOREIGN.get();
    }

    /** Makes a dispatcher the current one of this platform thread and answers the one before. */
    static @Nullable Dispatcher enter(@Nullable Dispatcher dispatcher) {
        Dispatcher previous = currentDispatcher();
        if (Thread.currentThread() instanceof LoopThread loop) {
            loop.current = dispatcher;
        } else if (dispatcher == null) {
            FOREIGN.remove();
        } else {
            FOREIGN.set(dispatcher);
        }
        return previous;
    }

    @Override
    public void run() {
        enter(dispatcher);
        dispatcher.run(RunType.RUN_UNTIL_EXIT);
        end();
        FastThreadLocal.removeAll();
    }

    /** Told to Netty, which then gives this thread a part of the buffer allocator for itself, without locks. */
    @Override
    @SuppressWarnings("deprecation") // Netty still asks it of threads of one's own kind
    public boolean willCleanupFastThreadLocals() {
        return true;
    }

    synchronized void onLoopEnded(Runnable ending) {
        if (phase != Phase.NEW) {
            throw new IllegalStateException(getName() + " has been started");
        }
        endings.add(ending);
    }

    synchronized void startLoop() {
        if (phase != Phase.NEW) {
            throw new IllegalStateException(getName() + " has been started");
        }
        phase = Phase.STARTED;
        start();
    }

    /** Ends the loop and waits for its thread; once. */
    synchronized void stopLoop() {
        if (Thread.currentThread() == this) {
            throw new IllegalStateException(getName() + " cannot wait for its own end");
        }
        Phase before = phase;
        phase = Phase.STOPPED;
        if (before == Phase.NEW) {
            endOnCaller();
        } else {
            dispatcher.exit();
            joinUninterruptibly(this);
        }
    }

    private void endOnCaller() {
        Dispatcher previous = enter(dispatcher);
        try {
            end();
        } finally {
            enter(previous);
        }
    }

    private void end() {
        dispatcher.shutdown();
        for (Runnable ending : List.copyOf(endings)) {
            dispatcher.invoke(Dispatcher.Step.RUN, ending);
        }
        dispatcher.close();
        LOG.debug("{} has ended", getName());
    }

    static void joinUninterruptibly(Thread thread) {
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
