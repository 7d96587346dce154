package io.nuncio.proxy.downstream;

import com.google.common.collect.ImmutableList;
import io.netty.channel.Channel;
import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.filter.thread.OnWorker;
import io.nuncio.proxy.spec.listener.FilterChainSpec;
import io.nuncio.proxy.wire.WireLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The listeners and connections of one worker: what main's commands, posted to the worker's dispatcher, arrive at.
 * Confined to that worker; completions run there too, and whoever wants them on main posts them back.
 */
@OnWorker
public final class ConnectionHandler implements AutoCloseable {

    private final WorkerSetting setting;
    private final WorkerDrain drain;
    private final Map<Long, Listener> listeners = new HashMap<>();
    private final Map<ListenSockets, Acceptor> acceptors = new HashMap<>();
    private ImmutableList<ConnectionHandler> all;
    private boolean paused;
    private double rejectFraction;

    /** Of one worker that has not started; it serves alone until {@link #link} tells it of the others. */
    public ConnectionHandler(WorkerSetting setting) {
        this.setting = setting;
        this.drain = new WorkerDrain(setting);
        this.all = ImmutableList.of(this);
    }

    /**
     * Tells the handlers of all workers of each other, for those that hand connections over; before the workers start.
     *
     * @param handlers by the index of their worker
     */
    @OnMain
    public static void link(ImmutableList<ConnectionHandler> handlers) {
        handlers.forEach(handler -> handler.all = handlers);
    }

    WorkerSetting setting() {
        return setting;
    }

    /** The loop of the worker: where commands are posted to. */
    @AnyThread
    public WireLoop loop() {
        return setting.loop();
    }

    /**
     * Begins to accept for a listener, or takes over the sockets of one that uses the same {@link ListenSockets}.
     *
     * @param done told what went wrong, or nothing
     */
    public void addListener(ListenerPlan plan, Consumer<Optional<String>> done) {
        Listener listener = new Listener(this, plan);
        listeners.put(plan.tag(), listener);
        ListenSockets sockets = plan.sockets();
        Acceptor known = acceptors.get(sockets);
        if (known != null) {
            known.serve(listener);
            done.accept(Optional.empty());
        } else if (!plan.spec().socket().bindToPort() || (!sockets.perWorker() && setting.index() != 0)) {
            done.accept(Optional.empty());
        } else {
            Acceptor acceptor = new Acceptor(setting.loop(), sockets, listener, paused);
            Optional<String> failure = acceptor.open();
            if (failure.isEmpty()) {
                acceptors.put(sockets, acceptor);
            }
            done.accept(failure);
        }
    }

    /** New connections of the listener get this plan; those that are there live on with theirs. */
    public void updateListener(ListenerPlan plan, Runnable done) {
        Listener listener = listeners.get(plan.tag());
        if (listener != null) {
            listener.update(plan);
        }
        done.run();
    }

    /**
     * Accepts no more for the listener; unless another has taken over its socket, that is closed, after those in the
     * kernel's queue have been accepted.
     *
     * @param done runs when the socket is closed
     */
    public void stopListener(long tag, Runnable done) {
        Listener listener = listeners.get(tag);
        Acceptor acceptor = listener == null ? null : acceptorOf(listener);
        if (acceptor == null) {
            done.run();
            return;
        }
        acceptor.lastCall(() -> {
            if (acceptor.serves() == listener) {
                acceptors.values().remove(acceptor);
                acceptor.close();
            }
            done.run();
        });
    }

    /** Health checks of this proxy fail, or no longer: connections are asked to end, as listeners say. */
    public void healthFailing(boolean failing) {
        drain.healthFailing(failing);
    }

    /** Connections of all listeners are asked to end, or of those of {@code traffic_direction: INBOUND} only. */
    public void drain(boolean inboundOnly, DrainPace pace) {
        drain.begin(inboundOnly, pace);
    }

    /** Connections of a listener that has been replaced or removed are asked to end. */
    public void drainListener(long tag, DrainPace pace) {
        Listener listener = listeners.get(tag);
        if (listener != null) {
            listener.drain(drain.start(pace));
        }
    }

    /** Connections of filter chains that a listener no longer has are asked to end. */
    public void drainChains(long tag, Set<FilterChainSpec> chains, DrainPace pace) {
        Listener listener = listeners.get(tag);
        if (listener != null) {
            listener.drainChains(chains, drain.start(pace));
        }
    }

    WorkerDrain drain() {
        return drain;
    }

    /** Stops the listener and closes its connections. {@code done} runs when they and their filters are gone. */
    public void removeListener(long tag, Runnable done) {
        stopAccepting(tag);
        Listener listener = listeners.remove(tag);
        if (listener != null) {
            listener.close();
        }
        setting.loop().dispatcher().deferredRun(done);
    }

    /** Closes the connections that such chains serve. {@code done} runs when they and their filters are gone. */
    public void removeFilterChains(long tag, Set<FilterChainSpec> chains, Runnable done) {
        Listener listener = listeners.get(tag);
        if (listener != null) {
            listener.closeConnections(chains::contains, "filter_chain_is_being_removed");
        }
        setting.loop().dispatcher().deferredRun(done);
    }

    /** Stops accepting for all listeners, those added later too, or goes on. Connections wait in the kernel meanwhile. */
    public void pauseListeners(boolean pause) {
        paused = pause;
        acceptors.values().forEach(acceptor -> acceptor.pause(pause));
    }

    /** Closes such a share of new connections at once, from 0 to 1. */
    public void rejectFraction(double fraction) {
        rejectFraction = fraction;
    }

    /** How many connections there are, those without a filter chain yet too. */
    public int connections() {
        return listeners.values().stream().mapToInt(Listener::connections).sum();
    }

    /** How many of them a listener has. */
    public int connections(long tag) {
        Listener listener = listeners.get(tag);
        return listener == null ? 0 : listener.connections();
    }

    /** Closes everything: the end of the worker. */
    @Override
    public void close() {
        acceptors.values().forEach(Acceptor::close);
        acceptors.clear();
        new ArrayList<>(listeners.values()).forEach(Listener::close);
        listeners.clear();
        setting.loop().dispatcher().clearDeferredDeleteList();
    }

    boolean rejects() {
        return rejectFraction > 0 && setting.random().nextDouble() < rejectFraction;
    }

    /** Sends a socket to the worker that shall serve it. */
    void handOver(Channel socket, Ticket ticket) {
        ConnectionHandler target = all.get(ticket.worker());
        target.loop().dispatcher().post(new HandOver(target, socket, ticket));
    }

    /** A socket from another worker; its listener may be gone by now. */
    void takeOver(Channel socket, Ticket ticket) {
        Listener listener = listeners.get(ticket.tag());
        if (listener == null) {
            socket.unsafe().closeForcibly();
            ticket.giveBack();
        } else {
            listener.take(socket, ticket);
        }
    }

    private void stopAccepting(long tag) {
        Listener listener = listeners.get(tag);
        Acceptor acceptor = listener == null ? null : acceptorOf(listener);
        if (acceptor != null) {
            acceptors.values().remove(acceptor);
            acceptor.close();
        }
    }

    private @Nullable Acceptor acceptorOf(Listener listener) {
        for (Acceptor acceptor : acceptors.values()) {
            if (acceptor.serves() == listener) {
                return acceptor;
            }
        }
        return null;
    }
}
