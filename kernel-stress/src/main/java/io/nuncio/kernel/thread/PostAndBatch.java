package io.nuncio.kernel.thread;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A thread posts while the loop, which was woken for an earlier post, takes its batch. */
@JCStressTest
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both in the batch, no second wake-up")
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "both in the batch and a wake-up for nothing")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the later one waits, with a wake-up")
@Outcome(expect = FORBIDDEN, desc = "the later one waits and nobody wakes the loop, or something is lost")
@State
public class PostAndBatch extends CountingInbox {

    private int taken;

    public PostAndBatch() {
        inbox.offer("earlier");
        wakeUps.set(0);
    }

    @Actor
    public void post() {
        inbox.offer("post");
    }

    @Actor
    public void batch() {
        for (int left = inbox.beginBatch(); left > 0; left--) {
            if (inbox.poll() != null) {
                taken++;
            }
        }
    }

    @Arbiter
    public void look(II_Result result) {
        result.r1 = taken;
        result.r2 = wakeUps.get();
    }
}
