package io.nuncio.kernel.slot;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.nuncio.kernel.thread.Dispatcher;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** The completion of runOnAllThreads while the worker runs, ends, and refuses: once, and it sees what was done. */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "the worker ran it, the completion saw that")
@Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "the worker had ended, the completion came all the same")
@Outcome(expect = FORBIDDEN, desc = "no completion, two, or one that doesn't see what was done")
@State
public class RunOnAllStress {

    private final StressLoops loops = new StressLoops();
    private int effect;
    private int completions;
    private int seen;

    @Actor
    public void main() {
        loops.slots.runOnAllThreads(
                () -> {
                    if (Dispatcher.currentOrNull() == loops.worker) {
                        effect = 1;
                    }
                },
                () -> {
                    completions++;
                    seen = effect;
                });
    }

    @Actor
    public void worker() {
        loops.runWorker(() -> {});
    }

    @Arbiter
    public void end(III_Result result) {
        loops.runMain();
        result.r1 = effect;
        result.r2 = completions;
        result.r3 = seen;
    }
}
