package io.nuncio.kernel.slot;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Two slots are seen in the order in which they were set, and two that were set together at once. */
@JCStressTest
@Outcome(id = "0, 0, 0, 0", expect = ACCEPTABLE, desc = "nothing told yet")
@Outcome(id = "1, 0, 0, 0", expect = ACCEPTABLE, desc = "the first alone")
@Outcome(id = "1, 1, 0, 0", expect = ACCEPTABLE, desc = "the first and the second")
@Outcome(id = "1, 1, 1, 1", expect = ACCEPTABLE, desc = "and both of those that change together")
@Outcome(expect = FORBIDDEN, desc = "the second before the first, or one of two that change together")
@State
public class SlotOrderStress {

    private final StressLoops loops = new StressLoops();
    private final Slot<Integer> first = loops.slots.allocate();
    private final Slot<Integer> second = loops.slots.allocate();
    private final Slot<Integer> left = loops.slots.allocate();
    private final Slot<Integer> right = loops.slots.allocate();

    @Actor
    public void main() {
        first.set(1);
        second.set(1);
        loops.slots.together(() -> {
            left.set(1);
            right.set(1);
        });
    }

    @Actor
    public void worker(IIII_Result read) {
        loops.runWorker(() -> {
            read.r4 = of(right);
            read.r3 = of(left);
            read.r2 = of(second);
            read.r1 = of(first);
        });
    }

    @Arbiter
    public void end() {
        loops.runMain();
    }

    private static int of(Slot<Integer> slot) {
        Integer value = slot.getOrNull();
        return value == null ? 0 : value;
    }
}
