package io.nuncio.kernel.slot;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.nuncio.kernel.thread.RunType;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Main closes a slot and gives its index to the next one, while a worker reads and closes the same slot. */
@JCStressTest
@Outcome(
        id = {"0, 1", "1, 1"},
        expect = ACCEPTABLE,
        desc = "the old one or nothing; the table is whole")
@Outcome(expect = FORBIDDEN, desc = "another slot's value, or an index that is free twice")
@State
public class SlotCloseStress {

    private final StressLoops loops = new StressLoops();
    private final Slot<Integer> old = loops.slots.allocate();

    public SlotCloseStress() {
        old.set(1);
    }

    @Actor
    public void main() {
        old.close();
        Slot<Integer> next = loops.slots.allocate();
        next.set(2);
    }

    @Actor
    public void worker(II_Result read) {
        loops.runWorker(() -> {
            Integer value = old.getOrNull();
            read.r1 = value == null ? 0 : value;
            old.close();
        });
    }

    @Arbiter
    public void end(II_Result result) {
        loops.main.run(RunType.NON_BLOCK);
        SlotStats stats = loops.slots.stats();
        result.r2 = stats.entriesLive() == 1 && stats.indexesFree() <= 1 ? 1 : 0;
        loops.main.close();
    }
}
