package io.nuncio.kernel.thread;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A loop touches its watchdog while the guard dog looks: one of its looks sees it. */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "seen by this look")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "seen by the next look")
@Outcome(expect = FORBIDDEN, desc = "seen by none, or twice")
@State
public class TouchAndLook {

    private final TouchMark mark = new TouchMark();
    private int seen;

    @Actor
    public void touch() {
        mark.touch();
    }

    @Actor
    public void look() {
        seen = mark.take() ? 1 : 0;
    }

    @Arbiter
    public void lookAgain(II_Result result) {
        result.r1 = seen;
        result.r2 = mark.take() ? 1 : 0;
    }
}
