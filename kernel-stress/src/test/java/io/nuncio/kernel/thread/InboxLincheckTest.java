package io.nuncio.kernel.thread;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import org.jetbrains.lincheck.LincheckAssertionError;
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
                .iterations(8)
                .invocationsPerIteration(300)
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
                .iterations(8)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(3)
                .sequentialSpecification(Queue.class)
                .check(InboxLincheckTest.class);
    }

    /** A checker that passes whatever it is shown proves nothing. */
    @Test
    void aQueueThatLosesItemsIsNoticed() {
        assertThatThrownBy(() -> new ModelCheckingOptions()
                        .iterations(20)
                        .invocationsPerIteration(200)
                        .threads(2)
                        .actorsPerThread(2)
                        .sequentialSpecification(Queue.class)
                        .check(Racy.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    /** Two producers may write the same slot. */
    public static class Racy {

        private final Integer[] items = new Integer[64];
        private int end;

        @Operation
        public boolean offer(@Param(gen = IntGen.class) int item) {
            int at = end;
            items[at] = item;
            end = at + 1;
            return true;
        }

        @Operation(nonParallelGroup = "loop")
        public boolean isEmpty() {
            return end == 0;
        }

        @Operation(nonParallelGroup = "loop")
        public @Nullable Integer poll() {
            if (end == 0) {
                return null;
            }
            Integer first = items[0];
            System.arraycopy(items, 1, items, 0, items.length - 1);
            end--;
            return first;
        }
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
