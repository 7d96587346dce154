package io.nuncio.kernel.thread;

import io.nuncio.kernel.thread.Dispatcher.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a dispatcher turns: one iteration after the other, and the end. All but {@link #exit} is for its thread. */
final class Loop implements PollHandler.Client {

    /** So long may Netty's own tasks run before the loop goes on to its other work. */
    private static final long NETTY_TASKS_NS_MAX = 5_000_000;

    /** So many rounds of deletes that defer deletes are followed at the end. */
    private static final int DRAIN_ROUNDS_MAX = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    /** See {@link Dispatcher#index}. */
    final int index = LoopIndexes.take();

    final NettyLoop netty;
    final PollClock clock;
    final TimerQueue timers;
    final Posts posts;
    final Deletes deletes;
    final CallbackList due = new CallbackList();
    final CallbackList dueNext = new CallbackList();

    private final Dispatcher dispatcher;
    private final TimeSource timeSource;
    private final Runnable pollNow;

    private volatile boolean exiting;
    private boolean running;
    private boolean mayWait;
    private int nettyTasks;

    Loop(Dispatcher dispatcher, LoopOptions options) {
        this.dispatcher = dispatcher;
        this.timeSource = options.timeSource();
        this.clock = new PollClock(timeSource, options.statsSink());
        this.timers = new TimerQueue(dispatcher);
        this.posts = new Posts(dispatcher, dispatcher.stats());
        this.deletes = new Deletes(dispatcher);
        this.netty = NettyLoop.create(options, this);
        this.pollNow = () -> netty.run(0, -1);
    }

    boolean running() {
        return running;
    }

    /** Any thread. */
    void exit() {
        posts.refuse();
        exiting = true;
        netty.wakeup();
    }

    void run(RunType type) {
        if (exiting) {
            return;
        }
        running = true;
        try {
            clock.update();
            posts.beginIteration();
            posts.runBatch();
            if (exiting) {
                runDue();
            }
            while (!exiting) {
                iterate(type == RunType.RUN_UNTIL_EXIT || (type == RunType.BLOCK && wakerExists()));
                if (type == RunType.NON_BLOCK || (type == RunType.BLOCK && !workWaits() && !wakerExists())) {
                    break;
                }
            }
        } finally {
            running = false;
        }
    }

    private void iterate(boolean wait) {
        dispatcher.stats().iteration();
        dueNext.moveTo(due);
        posts.beginIteration();
        mayWait = wait;
        clock.beforePoll(wait && due.isEmpty(), nearestDeadlineNs());
        dispatcher.invoke(Step.RUN, pollNow);
        clock.afterPoll();
        timers.runDue(clock.nowNs());
        nettyTasks = netty.runNonBlockingTasks(NETTY_TASKS_NS_MAX);
        deletes.scheduleIfAny();
        posts.scheduleIfAny();
        runDue();
    }

    private void runDue() {
        for (SchedulableCallback next = due.poll(); next != null; next = due.poll()) {
            dispatcher.invoke(Step.RUN, next.callback());
        }
    }

    /** Whether a pass now would find something to do, I/O apart. */
    boolean workWaits() {
        TimerQueue.Entry nearest = timers.nearest();
        return nettyTasks > 0
                || !due.isEmpty()
                || !dueNext.isEmpty()
                || !posts.isEmpty()
                || !deletes.isEmpty()
                || (nearest != null && nearest.deadlineNs() - timeSource.monotonicNs() <= 0);
    }

    /** Whether anything of this loop can end a poll that waits. */
    private boolean wakerExists() {
        return timers.nearest() != null || netty.hasScheduled() || netty.poll().anyRegistered();
    }

    /** Deletes until nothing is left, and releases what was posted. */
    void drain() {
        for (int round = 0; !deletes.isEmpty() || !posts.isEmpty(); round++) {
            if (round == DRAIN_ROUNDS_MAX) {
                LOG.error("{}: deletes go on deferring deletes, the rest is dropped", dispatcher);
                return;
            }
            deletes.runInbox();
            deletes.clearDeferred();
            posts.releaseAll();
        }
    }

    /** Closes the channels and the descriptors, and the locals between the two. */
    void close(LoopLocals locals) {
        dispatcher.invoke(Step.RUN, (Runnable) this::closeChannels);
        drain();
        while (locals.size() > 0) {
            dispatcher.invoke(Step.RUN, (Runnable) locals::closeHighest);
        }
        drain();
        deletes.terminate();
        posts.terminate();
        dispatcher.invoke(Step.RUN, (Runnable) this::terminateNetty);
        LoopIndexes.giveBack(index);
    }

    private void closeChannels() {
        netty.poll().endWakeUps();
        if (dispatcher.stats().iterations() == 0) {
            netty.runNow();
        }
        netty.runNonBlockingTasks(0);
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

    @Override
    public boolean mayBlock() {
        return mayWait && !exiting && due.isEmpty() && dueNext.isEmpty() && posts.mayBlock() && deletes.mayBlock();
    }

    @Override
    public long nearestDeadlineNs() {
        TimerQueue.Entry nearest = timers.nearest();
        return nearest == null ? PollHandler.NO_DEADLINE : nearest.deadlineNs();
    }

    @Override
    public long delayToDeadlineNs(long deadlineNs) {
        return Math.max(0, deadlineNs - timeSource.monotonicNs());
    }

    @Override
    public void polled() {
        clock.afterPoll();
        dispatcher.touchWatchdog();
    }
}
