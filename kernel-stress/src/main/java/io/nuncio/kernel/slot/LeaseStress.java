package io.nuncio.kernel.slot;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Main retires what a stranger leases: whoever is last has it closed, and the closer sees the stranger's use. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "closed once, the use came before")
@Outcome(expect = FORBIDDEN, desc = "not closed, twice, or while in use")
@State
public class LeaseStress {

    private final StressLoops loops = new StressLoops();
    private final Generation generation = loops.slots.generations().open("g");
    private final Lease lease = generation.lease();
    private int use;
    private int closed;
    private int useBefore;

    public LeaseStress() {
        // The worker never hears of it: only main, the owner and the lease count.
        loops.worker.close();
    }

    @Actor
    public void main() {
        generation.retire(() -> {
            closed++;
            useBefore = use;
        });
    }

    @Actor
    public void stranger() {
        use = 1;
        lease.close();
    }

    @Arbiter
    public void end(II_Result result) {
        loops.runMain();
        result.r1 = closed;
        result.r2 = useBefore;
    }
}
