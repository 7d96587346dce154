package io.nuncio.proxy.downstream;

import io.nuncio.kernel.stats.SharedBudget;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted socket counts against, from its accept until it is closed, on whatever worker: the limits of its
 * listener and of the process, and its worker's share. Given back once.
 */
final class Ticket {

    private final ListenerPlan plan;
    private final @Nullable SharedBudget global;
    private final int worker;
    private boolean returned;

    Ticket(ListenerPlan plan, @Nullable SharedBudget global, int worker) {
        this.plan = plan;
        this.global = global;
        this.worker = worker;
    }

    /** The worker that is to serve it. */
    int worker() {
        return worker;
    }

    long tag() {
        return plan.tag();
    }

    void giveBack() {
        if (returned) {
            return;
        }
        returned = true;
        plan.balancer().release(worker);
        if (plan.limit() != null) {
            plan.limit().release();
        }
        if (global != null) {
            global.release();
        }
    }
}
