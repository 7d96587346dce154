package io.nuncio.kernel.thread;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A thread posts while the loop, on which the mark of an earlier post was left, is about to wait. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the loop sees the post, the older mark still stood")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the loop sees the post and is woken, too")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the loop waits and is woken")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "the loop waits and nobody wakes it")
@State
public class PostAndWait extends CountingInbox {

    private int waits;

    public PostAndWait() {
        inbox.offer("earlier");
        inbox.poll();
        wakeUps.set(0);
    }

    @Actor
    public void post() {
        inbox.offer("post");
    }

    @Actor
    public void beforeWaiting() {
        waits = inbox.mayBlock() ? 1 : 0;
    }

    @Arbiter
    public void look(II_Result result) {
        result.r1 = waits;
        result.r2 = wakeUps.get();
    }
}
