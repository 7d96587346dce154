package io.nuncio.kernel.thread;

import io.netty.channel.EventLoop;
import io.nuncio.filter.AnyThread;
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
 * its tasks post belongs to a later one. At most {@value #BATCHES_PER_ITERATION_MAX} batches run before the loop looks
 * for I/O again, so that a task that posts itself starves nobody.
 *
 * <p>Methods marked {@link AnyThread} may be called anywhere; all others belong to the loop's thread (before the first
 * {@link #run}: to whoever made the dispatcher) and throw {@link WrongThreadException} elsewhere.
 */
public final class Dispatcher implements AutoCloseable {

    /** After so many batches of posts an iteration ends. */
    static final int BATCHES_PER_ITERATION_MAX = 8;

    /** So long may Netty's own tasks run before the loop goes on to its other work. */
    private static final long NETTY_TASKS_NS_MAX = 5_000_000;

    /** So many rounds of deletes that defer deletes are followed at the end. */
    private static final int DRAIN_ROUNDS_MAX = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** For platform threads that are not ours, as in tests that turn several dispatchers by hand. */
    private static final ThreadLocal<@Nullable Dispatcher> FOREIGN = new ThreadLocal<>();

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
    private final NettyLoop netty;
    private final Runnable pollNow;
    private final PollClock clock;

    private final Inbox<Runnable> posts = new Inbox<>(this::wakeUp, this::releaseUnrun);
    private final Inbox<Deletable> deletes = new Inbox<>(this::wakeUp, d -> invoke(Step.DELETE, d));
    private final SchedulableCallback postsDue = new SchedulableCallback(this, this::runPosts);
    private final SchedulableCallback deletesDue = new SchedulableCallback(this, this::runDeletes);
    private final SchedulableCallback deferredDue = new SchedulableCallback(this, this::clearDeferredDeleteList);

    private final CallbackList due = new CallbackList();
    private final CallbackList dueNext = new CallbackList();
    private final DeferredDeletes deferred = new DeferredDeletes();
    private final TimerQueue timers = new TimerQueue(this);
    private final ScaledTimers scaledTimers = new ScaledTimers(this);

    private volatile @Nullable Thread owner;
    private volatile boolean exiting;
    private boolean running;
    private boolean blocking;
    private boolean closed;
    private int batches;
    private int nettyTasks;

    private Dispatcher(String name, LoopOptions options) {
        this.name = name;
        this.timeSource = options.timeSource();
        this.clock = new PollClock(timeSource, options.statsSink());
        this.netty = NettyLoop.create(options, new Poll());
        this.pollNow = () -> netty.run(0, -1);
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
        Thread thread = Thread.currentThread();
        if (thread instanceof LoopThread loop) {
            return loop.current;
        }
        return thread.isVirtual() ? null : FOREIGN.get();
    }

    /** Makes a dispatcher the current one of this thread and answers the one before. */
    static @Nullable Dispatcher enter(@Nullable Dispatcher dispatcher) {
        Dispatcher previous = currentOrNull();
        if (Thread.currentThread() instanceof LoopThread loop) {
            loop.current = dispatcher;
        } else if (dispatcher == null) {
            FOREIGN.remove();
        } else {
            FOREIGN.set(dispatcher);
        }
        return previous;
    }

    @AnyThread
    public String name() {
        return name;
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
        boolean fromLoop = onLoopThread();
        if (!(fromLoop ? posts.offerFromLoop(runnable) : posts.offer(runnable))) {
            stats.postRefused();
            release(runnable);
            return false;
        }
        if (fromLoop) {
            duePosts();
        }
        return true;
    }

    /** As {@link #post(Runnable)}; {@link Task#release} is called once, whatever happens, here and now if refused. */
    @AnyThread
    public boolean post(Task task) {
        return post((Runnable) task);
    }

    /**
     * Has the loop's thread end an object; first in, first out. What was accepted is ended before the dispatcher is.
     *
     * @return false if the dispatcher is closed; then nothing is done
     */
    @AnyThread
    public boolean deleteInDispatcherThread(Deletable deletable) {
        if (!onLoopThread()) {
            return deletes.offer(deletable);
        }
        boolean accepted = deletes.offerFromLoop(deletable);
        deletesDue.scheduleCurrentIteration();
        return accepted;
    }

    /**
     * Ends {@link #run} after the current pass, for good: from now on posts are refused, and those that wait are
     * released by {@link #shutdown} without having run.
     */
    @AnyThread
    public void exit() {
        posts.refuse();
        exiting = true;
        netty.wakeup();
    }

    /** Ends an object outside this call stack: in this iteration, before the next batch of posts, first in first out. */
    public void deferredDelete(Deletable deletable) {
        checkThread();
        if (deferred.add(deletable)) {
            deferredDue.scheduleCurrentIteration();
        }
    }

    /** Runs something in the order of the deferred deletes. */
    public void deferredRun(Runnable runnable) {
        deferredDelete(runnable::run);
    }

    /** Ends what was deferred so far; does nothing when called from a delete. */
    public void clearDeferredDeleteList() {
        checkThread();
        deferred.clear(this);
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

    /** The cached time: constant while the callbacks of an iteration run, read anew after each poll. */
    public long approximateMonotonicNs() {
        return clock.nowNs();
    }

    /** As {@link #approximateMonotonicNs}, in milliseconds. */
    public long approximateMonotonicMs() {
        return clock.nowNs() / 1_000_000;
    }

    /** Reads the cached time anew. */
    public void updateApproximateMonotonicTime() {
        checkThread();
        clock.update();
    }

    /** The time of day, in milliseconds since 1970-01-01 UTC. */
    @AnyThread
    public long wallClockMs() {
        return timeSource.wallClockMs();
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
        if (running) {
            throw new IllegalStateException("dispatcher " + name + " is running");
        }
        running = true;
        Dispatcher previous = enter(this);
        try {
            clock.update();
            batches = 0;
            if (!posts.isEmpty()) {
                runPosts();
            }
            while (!exiting) {
                iterate(type == RunType.RUN_UNTIL_EXIT || (type == RunType.BLOCK && pending()));
                if (type == RunType.NON_BLOCK || (type == RunType.BLOCK && !pending())) {
                    break;
                }
            }
        } finally {
            enter(previous);
            running = false;
        }
    }

    /**
     * Ends acceptance of posts, ends what waits to be deleted, also what those deletes defer, until nothing is left, and
     * releases the posts that were not run. To be called after {@link #run} has returned.
     */
    public void shutdown() {
        checkThread();
        if (running) {
            throw new IllegalStateException("dispatcher " + name + " is running");
        }
        exit();
        drain();
    }

    /** {@link #shutdown}, closes all channels, clears the locals and frees the descriptors. Idempotent. */
    @Override
    public void close() {
        checkThread();
        if (closed) {
            return;
        }
        shutdown();
        bind();
        closed = true;
        Dispatcher previous = enter(this);
        try {
            invoke(Step.RUN, (Runnable) this::closeChannels);
            drain();
            while (locals.size() > 0) {
                invoke(Step.RUN, (Runnable) locals::closeHighest);
            }
            drain();
            deletes.terminate();
            posts.terminate();
            invoke(Step.RUN, (Runnable) this::terminateNetty);
            drain();
        } finally {
            enter(previous);
        }
    }

    /** For channels; only packages that may touch Netty's channels use it. */
    @AnyThread
    public EventLoop eventLoop() {
        return netty;
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
        return "Dispatcher[" + name + "]";
    }

    @SuppressWarnings("ReferenceEquality") // a virtual thread of this loop must not pass for it
    private boolean onLoopThread() {
        return Thread.currentThread() == owner;
    }

    void checkThread() {
        if (!isThreadSafe()) {
            throw new WrongThreadException("dispatcher " + name + " is not run by " + Thread.currentThread());
        }
    }

    TimerQueue.Entry createPlainTimer(Runnable callback) {
        checkThread();
        return timers.create(callback);
    }

    /** What the delay of a timer is added to: the cached time in an iteration, the clock's outside. */
    long timerBaseNs() {
        return running ? clock.nowNs() : timeSource.monotonicNs();
    }

    CallbackList dueNow() {
        return due;
    }

    CallbackList dueLater() {
        return dueNext;
    }

    /** Makes a poll that waits come back. */
    void wakeUp() {
        stats.wakeUp();
        netty.wakeup();
    }

    /** Where everything that a callback throws ends, StackOverflowError too: logged, counted, and the loop goes on. */
    @SuppressWarnings("CatchThrowable")
    void invoke(Step step, Object target) {
        try {
            switch (step) {
                case RUN -> ((Runnable) target).run();
                case RELEASE -> ((Task) target).release();
                case DELETE -> ((Deletable) target).delete();
            }
        } catch (Throwable failure) {
            stats.failure();
            LOG.error(
                    "dispatcher {}: {} of {} failed",
                    name,
                    step,
                    target.getClass().getName(),
                    failure);
        }
    }

    private void bind() {
        Thread caller = Thread.currentThread();
        if (caller.isVirtual()) {
            throw new IllegalStateException("a dispatcher runs on platform threads only");
        }
        if (closed) {
            throw new IllegalStateException("dispatcher " + name + " is closed");
        }
        checkThread();
        if (owner == null) {
            netty.setOwningThread(caller);
            owner = caller;
        }
    }

    private void iterate(boolean mayWait) {
        stats.iteration();
        dueNext.moveTo(due);
        batches = 0;
        blocking = mayWait;
        clock.beforePoll(due.isEmpty() && mayWait, nearestDeadlineNs());
        invoke(Step.RUN, pollNow);
        clock.afterPoll();
        timers.runDue(clock.nowNs());
        nettyTasks = netty.runNonBlockingTasks(NETTY_TASKS_NS_MAX);
        if (!deletes.isEmpty()) {
            deletesDue.scheduleCurrentIteration();
        }
        if (!posts.isEmpty()) {
            duePosts();
        }
        for (SchedulableCallback next = due.poll(); next != null; next = due.poll()) {
            invoke(Step.RUN, next.callback());
        }
    }

    private void duePosts() {
        if (batches < BATCHES_PER_ITERATION_MAX) {
            postsDue.scheduleCurrentIteration();
        } else {
            postsDue.scheduleNextIteration();
        }
    }

    private void runPosts() {
        if (exiting) {
            return;
        }
        deferred.clear(this);
        batches++;
        stats.postBatch();
        for (int left = posts.beginBatch(); left > 0; left--) {
            Runnable task = posts.poll();
            if (task == null) {
                return;
            }
            stats.postRun();
            invoke(Step.RUN, task);
            release(task);
        }
    }

    private void release(Runnable task) {
        if (task instanceof Task) {
            invoke(Step.RELEASE, task);
        }
    }

    private void releaseUnrun(Runnable task) {
        stats.postReleasedUnrun();
        release(task);
    }

    private void runDeletes() {
        for (int left = deletes.beginBatch(); left > 0; left--) {
            Deletable deletable = deletes.poll();
            if (deletable == null) {
                return;
            }
            invoke(Step.DELETE, deletable);
        }
    }

    /** Whether {@link RunType#BLOCK} has something to wait for. */
    private boolean pending() {
        return workWaits()
                || timers.nearest() != null
                || netty.hasScheduled()
                || netty.poll().registered() > 0;
    }

    /** Whether a pass now would find work of our own. */
    boolean workWaits() {
        TimerQueue.Entry nearest = timers.nearest();
        return nettyTasks > 0
                || !due.isEmpty()
                || !dueNext.isEmpty()
                || !posts.isEmpty()
                || !deletes.isEmpty()
                || (nearest != null && nearest.deadlineNs() - timeSource.monotonicNs() <= 0);
    }

    private long nearestDeadlineNs() {
        TimerQueue.Entry nearest = timers.nearest();
        return nearest == null ? PollHandler.NO_DEADLINE : nearest.deadlineNs();
    }

    private void drain() {
        for (int round = 0; !deletes.isEmpty() || !deferred.isEmpty() || !posts.isEmpty(); round++) {
            if (round == DRAIN_ROUNDS_MAX) {
                LOG.error("dispatcher {}: deletes go on deferring deletes, the rest is dropped", name);
                return;
            }
            runDeletes();
            deferred.clear(this);
            for (Runnable task = posts.poll(); task != null; task = posts.poll()) {
                releaseUnrun(task);
            }
        }
    }

    private void closeChannels() {
        netty.runNow();
        netty.poll().prepareToDestroy();
        netty.runNonBlockingTasks(0);
    }

    @SuppressWarnings("deprecation") // the graceful form sleeps, and everything is closed and run by now
    private void terminateNetty() {
        netty.shutdown();
        while (!netty.isTerminated()) {
            netty.runNow();
        }
    }

    /** The dispatcher as its polls see it. */
    private final class Poll implements PollHandler.Client {

        @Override
        public boolean mayBlock() {
            return blocking && !exiting && due.isEmpty() && dueNext.isEmpty() && posts.mayBlock() && deletes.mayBlock();
        }

        @Override
        public long nearestDeadlineNs() {
            return Dispatcher.this.nearestDeadlineNs();
        }

        @Override
        public long delayToDeadlineNs(long deadlineNs) {
            return Math.max(0, deadlineNs - timeSource.monotonicNs());
        }

        @Override
        public void polled() {
            clock.afterPoll();
        }
    }
}
