package io.nuncio.kernel.thread;

import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The queue of posts is linearizable: many producers, one consumer, and an end after which nothing is accepted. */
public class InboxLincheckTest {

    private final Inbox<Integer> inbox = new Inbox<>(() -> {}, orphan -> {});

    @Operation
    public boolean offer(@Param(gen = IntGen.class) int item) {
        return inbox.offer(item);
    }

    @Operation(nonParallelGroup = "loop")
    public @Nullable Integer poll() {
        return inbox.poll();
    }

    @Operation(nonParallelGroup = "loop")
    public boolean isEmpty() {
        return inbox.isEmpty();
    }

    @Operation(nonParallelGroup = "loop")
    public boolean mayBlock() {
        return inbox.mayBlock();
    }

    @Test
    void modelChecking() {
        new ModelCheckingOptions()
                .iterations(20)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(3)
                .sequentialSpecification(Queue.class)
                .check(InboxLincheckTest.class);
    }

    @Test
    @Tag("long")
    void modelCheckingForLong() {
        new ModelCheckingOptions()
                .iterations(200)
                .invocationsPerIteration(10_000)
                .threads(3)
                .actorsPerThread(4)
                .sequentialSpecification(Queue.class)
                .check(InboxLincheckTest.class);
    }

    @Test
    void stress() {
        new StressOptions()
                .iterations(20)
                .invocationsPerIteration(1000)
                .threads(3)
                .actorsPerThread(3)
                .sequentialSpecification(Queue.class)
                .check(InboxLincheckTest.class);
    }

    /** What the queue should be. */
    public static class Queue {

        private final ArrayDeque<Integer> items = new ArrayDeque<>();

        public boolean offer(int item) {
            return items.add(item);
        }

        public @Nullable Integer poll() {
            return items.poll();
        }

        public boolean isEmpty() {
            return items.isEmpty();
        }

        public boolean mayBlock() {
            return items.isEmpty();
        }
    }
}
