package io.nuncio.kernel.thread;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A thread posts twice while the loop refuses, looks for the last time and ends: what is accepted is released once. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "both refused")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one accepted, one released")
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "both accepted and released")
@Outcome(expect = FORBIDDEN, desc = "a task is lost or released twice")
@State
public class PostAndExit extends CountingInbox {

    private int accepted;
    private int taken;

    @Actor
    public void post() {
        for (int i = 0; i < 2; i++) {
            if (inbox.offer("post")) {
                accepted++;
            }
        }
    }

    @Actor
    public void end() {
        inbox.refuse();
        taken = takeAll();
        inbox.terminate();
    }

    @Arbiter
    public void count(II_Result result) {
        result.r1 = accepted;
        result.r2 = taken + orphans.get();
    }
}
