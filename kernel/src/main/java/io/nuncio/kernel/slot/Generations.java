package io.nuncio.kernel.slot;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.filter.thread.OnMain;
import io.nuncio.kernel.thread.Task;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** The generations of one {@link Slots}: opened here, listed for the admin, closed on main. */
@OnMain
public final class Generations {

    private final Slots slots;

    /** Opened and not closed yet, in the order of opening. Main only. */
    private final Set<Generation> live = new LinkedHashSet<>();

    /** Main has called {@link Slots#shutdownThread}: from now on whoever is last closes. */
    private volatile boolean mainEnded;

    Generations(Slots slots) {
        this.slots = slots;
    }

    /**
     * Begins a generation. It takes an index of the slots' space until it is closed. A thread can hold it as soon as it
     * can see anything that is published after this call.
     *
     * @throws SlotsShutDownException after {@link Slots#shutdownGlobalThreading}
     * @throws WrongThreadException not on main
     */
    public Generation open(String name) {
        Objects.requireNonNull(name, "name");
        Generation generation = new Generation(slots, slots.takeIndex(), name);
        slots.occupy(generation);
        slots.send(new Generation.Open(generation, List.of()), false);
        return generation;
    }

    /** How many are open, the retired ones that somebody still holds among them. */
    public int live() {
        slots.requireMain();
        return live.size();
    }

    /** How many are retired and still held. */
    public int retired() {
        slots.requireMain();
        return (int) live.stream().filter(Generation::isRetired).count();
    }

    /** Every open generation, the oldest first. */
    public void forEach(Consumer<Generation> action) {
        slots.requireMain();
        new ArrayList<>(live).forEach(action);
    }

    void opened(Generation generation) {
        live.add(generation);
    }

    List<Change> joined(ThreadEntries late) {
        return live.stream()
                .map(generation -> generation.joined(late))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The last user is gone; the caller is that user, on its thread. */
    @AnyThread
    void unused(Generation generation) {
        slots.main.post(new Task() {
            @Override
            public void run() {
                finish(generation);
            }

            @Override
            public void release() {
                if (mainEnded) {
                    finish(generation);
                }
            }
        });
    }

    /**
     * Main ends. Whoever becomes the last user from now on, and whose post is refused, sees the flag and closes; whoever
     * was last before is seen here.
     */
    void mainEnded() {
        mainEnded = true;
        for (Generation generation : new ArrayList<>(live).reversed()) {
            if (generation.isUnused()) {
                finish(generation);
                live.remove(generation);
            }
        }
    }

    /** Closes what the generation guarded, once. On main; or, when main has ended, on the last user's thread. */
    @AnyThread
    private void finish(Generation generation) {
        if (!generation.markClosed()) {
            return;
        }
        if (!mainEnded) {
            live.remove(generation);
            slots.freeIndex(generation);
        }
        slots.closeGuarded(generation);
    }
}
