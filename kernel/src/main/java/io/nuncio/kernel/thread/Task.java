package io.nuncio.kernel.thread;

/**
 * Work for a loop that holds something: {@link #run} does it, {@link #release} lets go of it.
 *
 * <p>{@code release} is called exactly once for each task that was given to {@link Dispatcher#post(Task)}: after
 * {@code run} (even if that threw) and before the next task runs, or instead of it when the task is refused or the
 * dispatcher ends first. A refused task is released on the thread that posted it, any other on the loop's thread or,
 * if that has ended, on the thread that was late.
 */
@FunctionalInterface
public interface Task extends Runnable {

    /** Does the work, on the loop's thread. What it throws is logged and counted. */
    @Override
    void run();

    /** Lets go of what the task holds. May post. What it throws is logged and counted. */
    default void release() {}
}
