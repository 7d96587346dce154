package io.nuncio.kernel.slot;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** What a worker reads is complete, though the object has no final field and the read is plain. */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "not told yet")
@Outcome(id = "42", expect = ACCEPTABLE, desc = "told, and complete")
@Outcome(expect = FORBIDDEN, desc = "half an object")
@State
public class SlotSetStress {

    private final StressLoops loops = new StressLoops();
    private final Slot<Box> slot = loops.slots.allocate();

    private static final class Box {
        int content;

        Box(int content) {
            this.content = content;
        }
    }

    @Actor
    public void main() {
        slot.set(new Box(42));
    }

    @Actor
    public void worker(I_Result read) {
        loops.runWorker(() -> {
            Box box = slot.getOrNull();
            read.r1 = box == null ? -1 : box.content;
        });
    }

    @Arbiter
    public void end() {
        loops.runMain();
    }
}
