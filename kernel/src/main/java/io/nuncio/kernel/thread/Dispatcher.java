package io.nuncio.kernel.thread;

import io.netty.channel.EventLoop;
import io.nuncio.filter.thread.AnyThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop: runs what is posted, timers, scheduled callbacks, deferred deletes and the I/O of its channels on the
 * one thread that calls {@link #run}.
 *
 * <p>The semantics are Envoy's (dispatcher.h). An iteration: callbacks scheduled for "next" become due; poll; the cached
 * time is refreshed; I/O; timers; Netty's own tasks; then, in the order in which they fell due, callbacks, batches of
 * posts and deferred deletes. A batch is everything posted until it begins; deferred deletes are ended before it; what
 * its tasks post belongs to a later one. At most {@value Posts#BATCHES_PER_ITERATION_MAX} batches run before the loop
 * looks for I/O again, so that a task that posts itself starves nobody.
 *
 * <p>Methods marked {@link AnyThread} may be called anywhere; all others belong to the loop's thread (before the first
 * {@link #run}: to whoever made the dispatcher) and throw {@link WrongThreadException} elsewhere.
 */
public final class Dispatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** What is done to the target of {@link #invoke}. */
    enum Step {
        RUN,
        RELEASE,
        DELETE
    }

    private final String name;
    private final TimeSource timeSource;
    private final LoopStats stats = new LoopStats();
    private final LoopLocals locals = new LoopLocals();
    private final TrackedStack tracked = new TrackedStack();
    private final Loop loop;
    private final ScaledTimers scaledTimers;

    private volatile @Nullable Thread owner;
    private boolean closed;
    private @Nullable Watchdog watchdog;

    private Dispatcher(String name, LoopOptions options) {
        this.name = name;
        this.timeSource = options.timeSource();
        this.loop = new Loop(this, options);
        this.scaledTimers = new ScaledTimers(this);
    }

    /** Makes a dispatcher that nobody runs yet. Its descriptors are freed by {@link #close}. */
    @AnyThread
    public static Dispatcher create(String name, LoopOptions options) {
        return new Dispatcher(name, options);
    }

    /** The dispatcher whose {@link #run} is on this platform thread. */
    @AnyThread
    public static Dispatcher current() {
        Dispatcher current = currentOrNull();
        if (current == null) {
            throw new IllegalStateException("no dispatcher runs on " + Thread.currentThread());
        }
        return current;
    }

    /** As {@link #current}, but null where no dispatcher runs, and on every virtual thread. */
    @AnyThread
    public static @Nullable Dispatcher currentOrNull() {
        return LoopThread.currentDispatcher();
    }

    @AnyThread
    public String name() {
        return name;
    }

    /** A small number that no other dispatcher has until this one is closed: for arrays indexed by loop. */
    @AnyThread
    public int index() {
        return loop.index;
    }

    /** Whether the caller may use what is confined: the loop has not begun yet, or the caller is its platform thread. */
    @AnyThread
    public boolean isThreadSafe() {
        return owner == null || onLoopThread();
    }

    /**
     * Has the loop's thread run something in a later batch; never inline. First in, first out for each poster.
     *
     * @return false if the dispatcher has been told to exit; then nothing runs and the refusal is counted
     */
    @AnyThread
    public boolean post(Runnable runnable) {
        return loop.posts.post(runnable, onLoopThread());
    }

    /** As {@link #post(Runnable)}; {@link Task#release} is called once, whatever happens, here and now if refused. */
    @AnyThread
    public boolean post(Task task) {
        return loop.posts.post(task, onLoopThread());
    }

    /**
     * Has the loop's thread end an object; first in, first out. What was accepted is ended before the dispatcher is.
     *
     * @return false if the dispatcher is closed; then nothing is done
     */
    @AnyThread
    public boolean deleteInDispatcherThread(Deletable deletable) {
        return loop.deletes.handOver(deletable, onLoopThread());
    }

    /**
     * Ends {@link #run} after the current pass, for good: from now on posts are refused, and those that wait are
     * released by {@link #shutdown} without having run.
     */
    @AnyThread
    public void exit() {
        loop.exit();
    }

    /** Ends an object outside this call stack: in this iteration, before the next batch of posts, first in first out. */
    public void deferredDelete(Deletable deletable) {
        checkThread();
        loop.deletes.defer(deletable);
    }

    /** Runs something in the order of the deferred deletes. */
    public void deferredRun(Runnable runnable) {
        deferredDelete(runnable::run);
    }

    /** Ends what was deferred so far; does nothing when called from a delete. */
    public void clearDeferredDeleteList() {
        checkThread();
        loop.deletes.clearDeferred();
    }

    /** A timer that calls back on the loop's thread. */
    public Timer createTimer(Runnable callback) {
        return createPlainTimer(callback);
    }

    /** A timer that waits between a minimum and the delay it is enabled with, as {@link #scaledTimers} says. */
    public Timer createScaledTimer(ScaledMinimum minimum, Runnable callback) {
        checkThread();
        return scaledTimers.create(minimum, callback);
    }

    /** The factor of this loop's scaled timers. */
    public ScaledTimers scaledTimers() {
        return scaledTimers;
    }

    public SchedulableCallback createSchedulableCallback(Runnable callback) {
        checkThread();
        return new SchedulableCallback(this, callback);
    }

    /**
     * Calls back on the loop's thread whenever the process gets a signal, as "TERM" or "HUP".
     *
     * @throws IllegalArgumentException if the name is unknown or the virtual machine keeps the signal for itself
     */
    public SignalWatch listenForSignal(String signal, Runnable callback) {
        checkThread();
        return SignalWatch.create(this, signal, callback);
    }

    /** The cached time: constant while the callbacks of an iteration run, read anew after each poll. */
    public long approximateMonotonicNs() {
        return loop.clock.nowNs();
    }

    /** As {@link #approximateMonotonicNs}, in milliseconds. */
    public long approximateMonotonicMs() {
        return loop.clock.nowNs() / 1_000_000;
    }

    /** Reads the cached time anew. */
    public void updateApproximateMonotonicTime() {
        checkThread();
        loop.clock.update();
    }

    /** The time of day, in milliseconds since 1970-01-01 UTC. */
    @AnyThread
    public long wallClockMs() {
        return timeSource.wallClockMs();
    }

    /**
     * Tells the watchdog that this loop is alive. Done before every callback; who handles many I/O events in one pass
     * does it before each.
     */
    public void touchWatchdog() {
        Watchdog dog = watchdog;
        if (dog != null) {
            dog.touch();
        }
    }

    /** Says what is worked on from now on; it is part of the log when a callback throws. */
    public void pushTracked(Tracked object) {
        checkThread();
        tracked.push(object);
    }

    /** Takes back the latest {@link #pushTracked}, which must have been of this object. */
    public void popTracked(Tracked object) {
        checkThread();
        tracked.pop(object);
    }

    /** Describes what is worked on, the innermost first. */
    public void dumpTracked(StringBuilder out) {
        checkThread();
        tracked.dump(out);
    }

    /**
     * Runs the loop on the calling platform thread, which owns the dispatcher from the first call on. What was posted
     * before runs first, before any I/O or timer. Returns at once after {@link #exit}.
     *
     * @throws WrongThreadException if another thread ran it before
     * @throws IllegalStateException if called from a callback, on a virtual thread, or after {@link #close}
     */
    public void run(RunType type) {
        bind();
        checkNotRunning();
        Dispatcher previous = LoopThread.enter(this);
        try {
            loop.run(type);
        } finally {
            LoopThread.enter(previous);
        }
    }

    /**
     * Ends acceptance of posts, ends what waits to be deleted, also what those deletes defer, until nothing is left, and
     * releases the posts that were not run. To be called after {@link #run} has returned.
     */
    public void shutdown() {
        checkThread();
        checkNotRunning();
        exit();
        loop.drain();
    }

    /** {@link #shutdown}, closes all channels, clears the locals and frees the descriptors. Idempotent. */
    @Override
    public void close() {
        checkThread();
        if (closed) {
            return;
        }
        bind();
        Dispatcher previous = LoopThread.enter(this);
        try {
            shutdown();
            closed = true;
            loop.close(locals);
        } finally {
            LoopThread.enter(previous);
        }
    }

    /** For channels; only packages that may touch Netty's channels use it. */
    @AnyThread
    public EventLoop eventLoop() {
        return loop.netty;
    }

    /** What this loop keeps for each slot. */
    public LoopLocals locals() {
        return locals;
    }

    @AnyThread
    public LoopStats stats() {
        return stats;
    }

    @Override
    public String toString() {
        return "dispatcher " + name;
    }

    void checkThread() {
        if (!isThreadSafe()) {
            throw new WrongThreadException(this + " is not run by " + Thread.currentThread());
        }
    }

    TimerQueue.Entry createPlainTimer(Runnable callback) {
        checkThread();
        return loop.timers.create(callback);
    }

    /** What the delay of a timer is added to: the cached time in an iteration, the clock's outside. */
    long timerBaseNs() {
        return loop.running() ? loop.clock.nowNs() : timeSource.monotonicNs();
    }

    void watchedBy(@Nullable Watchdog dog) {
        checkThread();
        watchdog = dog;
    }

    /** Callbacks of this iteration. */
    CallbackList due() {
        return loop.due;
    }

    /** Callbacks of the next iteration. */
    CallbackList dueNext() {
        return loop.dueNext;
    }

    /** Whether a pass now would find work of our own. */
    boolean workWaits() {
        return loop.workWaits();
    }

    /** Makes a poll that waits come back. Any thread. */
    void wakeUp() {
        stats.wakeUp();
        loop.netty.wakeup();
    }

    /** One callback of the loop. */
    void invoke(Step step, Object target) {
        touchWatchdog();
        guarded(step, target);
    }

    /**
     * Where everything that a callback throws ends, StackOverflowError too: logged, counted, and the loop goes on. Any
     * thread, for what is released elsewhere.
     */
    @SuppressWarnings("CatchThrowable")
    void guarded(Step step, Object target) {
        int depth = tracked.depth();
        try {
            switch (step) {
                case RUN -> ((Runnable) target).run();
                case RELEASE -> ((Task) target).release();
                case DELETE -> ((Deletable) target).delete();
            }
        } catch (Throwable failure) {
            stats.failure();
            failed(step, target, failure, depth);
        }
    }

    private void failed(Step step, Object target, Throwable failure, int depth) {
        try {
            StringBuilder trackedObjects = new StringBuilder();
            if (isThreadSafe()) {
                tracked.dump(trackedObjects);
                tracked.cutTo(depth);
            }
            String what = target.getClass().getName();
            LOG.error("{}: {} of {} failed\n{}", this, step, what, trackedObjects, failure);
        } catch (RuntimeException | Error unloggable) {
            stats.failure();
        }
    }

    private void bind() {
        Thread caller = Thread.currentThread();
        if (caller.isVirtual()) {
            throw new IllegalStateException("a dispatcher runs on platform threads only");
        }
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
        checkThread();
        if (owner == null) {
            loop.netty.setOwningThread(caller);
            owner = caller;
        }
    }

    private void checkNotRunning() {
        if (loop.running()) {
            throw new IllegalStateException(this + " is running");
        }
    }

    @SuppressWarnings("ReferenceEquality") // a virtual thread of this loop must not pass for it
    private boolean onLoopThread() {
        return Thread.currentThread() == owner;
    }
}
