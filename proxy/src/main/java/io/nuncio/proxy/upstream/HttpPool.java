package io.nuncio.proxy.upstream;

import io.netty.channel.ChannelException;
import io.nuncio.kernel.thread.SchedulableCallback;
import io.nuncio.proxy.spi.PoolFailure;
import io.nuncio.proxy.spi.UpstreamAnswers;
import io.nuncio.proxy.spi.UpstreamCluster;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop to one host for requests of one priority: Envoy's {@code ConnPoolImplBase}.
 *
 * <p>A request gets the connection that was used last. If none is ready it waits, the longest waiting one first, and as
 * many connections are opened as requests wait for that are not being connected for; the circuit breaker of connections
 * limits them, but a pool without any connection opens one in any case. When a connection fails to be established all
 * that wait are told: they may try another host.
 */
final class HttpPool {

    /** No more connections are begun in one go. */
    private static final int CONNECTIONS_AT_ONCE_MAX = 3;

    private final HttpPools owner;
    private final boolean highPriority;
    private final ClusterStats stats;
    private final Breakers breakers;
    private final SchedulableCallback attachDue;

    private final Chain<PendingStream> pending = new Chain<>();
    /** Those that are about to be told of a failure: what they ask for anew waits in {@link #pending}. */
    private final Chain<PendingStream> failing = new Chain<>();

    private final Chain<Http1Client> connecting = new Chain<>();
    private final Chain<Http1Client> ready = new Chain<>();
    /** With a stream, or to be closed after it. */
    private final Chain<Http1Client> busy = new Chain<>();

    private Host host;
    private boolean draining;
    private boolean settling;

    HttpPool(HttpPools owner, Host host, boolean highPriority) {
        this.owner = owner;
        this.host = host;
        this.highPriority = highPriority;
        this.stats = owner.cluster().stats();
        this.breakers =
                highPriority ? owner.cluster().highBreakers() : owner.cluster().breakers();
        this.attachDue = owner.clusters().loop().dispatcher().createSchedulableCallback(this::attachPending);
    }

    HttpPools owner() {
        return owner;
    }

    Breakers breakers() {
        return breakers;
    }

    boolean highPriority() {
        return highPriority;
    }

    /** As last published. */
    Host host() {
        return host;
    }

    /** As {@link UpstreamCluster#newHttpStream}, to this host. */
    UpstreamCluster.@Nullable Pending newStream(Host chosen, UpstreamAnswers answers) {
        host = chosen;
        Http1Client client = ready.first();
        if (client != null && (pending.isEmpty() || !breakers.pending.hasRoom())) {
            attach(client, answers);
            return null;
        }
        if (!breakers.pending.tryAcquire()) {
            stats.rqPendingOverflow.inc();
            answers.onFailure(PoolFailure.OVERFLOW, "", null);
            owner.closeIfIdle(this);
            return null;
        }
        stats.rqPendingTotal.inc();
        stats.rqPendingActive.inc();
        PendingStream waiting = new PendingStream(this, answers);
        pending.addFirst(waiting);
        if (!connect()) {
            Chain.remove(waiting);
            waitsNoMore();
            answers.onFailure(PoolFailure.LOCAL_CONNECTION_FAILURE, "", host);
            owner.closeIfIdle(this);
            return null;
        }
        return waiting;
    }

    /** One that was waiting was taken back by its owner. */
    void onCancelled(boolean discard) {
        waitsNoMore();
        Http1Client newest = connecting.first();
        if (discard && newest != null && pending.size() <= connecting.size() - 1) {
            newest.close();
        }
        stats.rqCancelled.inc();
        settle();
    }

    /** Serves those who wait, then closes everything: the host or the cluster is gone. */
    void drain() {
        draining = true;
        settle();
    }

    /** Whether nothing is held or awaited. */
    boolean idle() {
        return pending.isEmpty() && connecting.isEmpty() && ready.isEmpty() && busy.isEmpty();
    }

    /** Nobody asks this pool any more. */
    void forget() {
        attachDue.close();
    }

    // ---- what connections tell

    void onConnected(Http1Client client) {
        ready.addFirst(client);
        attachPending();
        settle();
    }

    /** A stream has ended in order, and its connection can take another one. */
    void onReady(Http1Client client) {
        ready.addFirst(client);
        if (!pending.isEmpty()) {
            // After the loop has looked again: the peer may have closed right behind its response.
            attachDue.scheduleNextIteration();
        }
        settle();
    }

    /** The stream of {@code client} is gone, in order or not. */
    void onStreamGone() {
        host.stats().rqActive.dec();
        stats.rqActive.dec();
        breakers.requests.release();
    }

    /**
     * A connection is gone, and its breaker and gauges have been given back.
     *
     * @param failure why it was never established; null if it was
     */
    void onClosed(Http1Client client, @Nullable PoolFailure failure) {
        Chain.remove(client);
        if (failure != null) {
            failPending(failure, client.transportFailureReason());
        }
        if (owner.clusters().closed()) {
            failPending(PoolFailure.LOCAL_CONNECTION_FAILURE, "");
        } else if (!pending.isEmpty()) {
            connect();
        }
        settle();
    }

    // ----

    private void attach(Http1Client client, UpstreamAnswers answers) {
        if (!breakers.requests.tryAcquire()) {
            stats.rqActiveOverflow.inc();
            answers.onFailure(PoolFailure.OVERFLOW, "", host);
            return;
        }
        busy.addFirst(client);
        host.stats().rqTotal.inc();
        host.stats().rqActive.inc();
        stats.rqTotal.inc();
        stats.rqActive.inc();
        client.attach(answers);
    }

    private void attachPending() {
        PendingStream longest = pending.last();
        Http1Client client = ready.first();
        while (longest != null && client != null) {
            Chain.remove(longest);
            attach(client, longest.answers());
            waitsNoMore();
            longest = pending.last();
            client = ready.first();
        }
        if (longest != null) {
            connect();
        }
    }

    private void failPending(PoolFailure failure, String reason) {
        failing.takeAll(pending);
        for (PendingStream each = failing.first(); each != null; each = failing.first()) {
            Chain.remove(each);
            stats.rqPendingFailureEject.inc();
            waitsNoMore();
            each.answers().onFailure(failure, reason, host);
        }
    }

    private void waitsNoMore() {
        stats.rqPendingActive.dec();
        breakers.pending.release();
    }

    /** Opens connections for those who wait, as far as allowed; answers false if that cannot be done at all. */
    private boolean connect() {
        for (int begun = 0; begun < CONNECTIONS_AT_ONCE_MAX && moreNeeded(); begun++) {
            boolean allowed = breakers.connections.tryAcquire();
            if (!allowed) {
                stats.cxOverflow.inc();
                if (!ready.isEmpty() || !busy.isEmpty() || !connecting.isEmpty()) {
                    return true;
                }
                breakers.connections.acquireRegardless();
            }
            if (!open()) {
                breakers.connections.release();
                return !ready.isEmpty() || !busy.isEmpty() || !connecting.isEmpty();
            }
            if (!allowed) {
                return true;
            }
        }
        return true;
    }

    private boolean moreNeeded() {
        return pending.size() > connecting.size() + ready.size();
    }

    private boolean open() {
        try {
            Http1Client client = new Http1Client(this);
            connecting.addFirst(client);
            client.connect();
            return true;
        } catch (ChannelException e) {
            return false; // no socket to be had: out of descriptors
        }
    }

    /** Closes what a draining pool does not need, and the pool when nothing is left of it. */
    private void settle() {
        if (settling) {
            return; // a connection that is closed here says so: with many of them that must not go deep
        }
        settling = true;
        try {
            if (draining) {
                closeAll(ready);
            }
            if (draining && pending.isEmpty()) {
                closeAll(connecting);
            }
        } finally {
            settling = false;
        }
        owner.closeIfIdle(this);
    }

    private static void closeAll(Chain<Http1Client> clients) {
        for (Http1Client client = clients.first(); client != null; client = clients.first()) {
            client.close();
        }
    }
}
