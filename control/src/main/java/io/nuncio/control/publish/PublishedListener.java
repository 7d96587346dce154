package io.nuncio.control.publish;

import io.nuncio.control.translate.Closers;
import io.nuncio.kernel.slot.Generation;
import io.nuncio.proxy.downstream.ListenerPlan;
import io.nuncio.proxy.spec.listener.ListenerSpec;
import java.net.SocketAddress;

/** One version of a listener as the workers have it, or are about to. Main thread only. */
public final class PublishedListener {

    private final ListenerPlan plan;
    private final SharedSockets sockets;
    private final Generation generation;
    private final Closers closers;

    /** How many versions share the listener's stats: one cell for all of them. */
    private final int[] statsHolders;

    PublishedListener(
            ListenerPlan plan, SharedSockets sockets, Generation generation, Closers closers, int[] statsHolders) {
        this.plan = plan;
        this.sockets = sockets;
        this.generation = generation;
        this.closers = closers;
        this.statsHolders = statsHolders;
        statsHolders[0]++;
    }

    /** What it was made of. */
    public ListenerSpec spec() {
        return plan.spec();
    }

    /** Where it listens, with the port that the kernel chose. */
    public SocketAddress localAddress() {
        return sockets.sockets().address();
    }

    /** Its sockets, for a listener that takes them over. */
    public SharedSockets sockets() {
        return sockets;
    }

    ListenerPlan plan() {
        return plan;
    }

    Generation generation() {
        return generation;
    }

    int[] statsHolders() {
        return statsHolders;
    }

    /** Lets go of the sockets and the stats; the last version closes them. */
    void letGo() {
        sockets.release();
        statsHolders[0]--;
        if (statsHolders[0] == 0) {
            plan.closeStats();
        }
    }

    Closers closers() {
        return closers;
    }

    @Override
    public String toString() {
        return "PublishedListener[" + plan.spec().name() + " #" + plan.tag() + "]";
    }
}
