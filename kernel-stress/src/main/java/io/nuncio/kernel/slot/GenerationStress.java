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

/** Main retires what a worker holds, uses and releases: closed once, after the use, and the closer sees it. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "closed once, the use came before")
@Outcome(expect = FORBIDDEN, desc = "not closed, twice, or while in use")
@State
public class GenerationStress {

    private final StressLoops loops = new StressLoops();
    private final Generation generation = loops.slots.generations().open("g");
    private volatile boolean retired;
    private int use;
    private int closed;
    private int useBefore;

    @Actor
    public void main() {
        generation.retire(() -> {
            closed++;
            useBefore = use;
        });
        retired = true;
    }

    @Actor
    public void worker() {
        loops.worker.run(RunType.NON_BLOCK);
        // Told already or not: if it is, there is nobody who could still find the generation.
        loops.worker.post(() -> {
            try {
                generation.hold();
                use = 1;
                generation.release();
            } catch (GenerationEndedException e) {
                use = 1;
            }
        });
        loops.worker.run(RunType.NON_BLOCK);
        while (!retired) {
            Thread.onSpinWait();
        }
        loops.runWorker(() -> {});
    }

    @Arbiter
    public void end(II_Result result) {
        loops.runMain();
        result.r1 = closed;
        result.r2 = useBefore;
    }
}
