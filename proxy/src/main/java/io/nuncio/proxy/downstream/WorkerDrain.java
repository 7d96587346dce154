package io.nuncio.proxy.downstream;

import io.nuncio.proxy.spec.listener.ListenerSpec;
import io.nuncio.proxy.spec.listener.ListenerSpec.Direction;
import io.nuncio.proxy.spec.listener.ListenerSpec.ListenerDrain;
import org.jspecify.annotations.Nullable;

/** What the whole process asks of its connections, as one worker knows it. */
final class WorkerDrain {

    private final WorkerSetting setting;
    private boolean healthFailing;
    private boolean inboundOnly;
    private @Nullable DrainSequence sequence;

    WorkerDrain(WorkerSetting setting) {
        this.setting = setting;
    }

    /** Health checks of this proxy fail: whoever balances in front of it is to go elsewhere. */
    void healthFailing(boolean failing) {
        healthFailing = failing;
    }

    /** All listeners drain from now on, or those for requests from outside only. A wider drain takes the place of one. */
    void begin(boolean onlyInbound, DrainPace pace) {
        if (sequence == null || inboundOnly && !onlyInbound) {
            sequence = start(pace);
            inboundOnly = onlyInbound;
        }
    }

    /** A sequence that begins now. */
    DrainSequence start(DrainPace pace) {
        return new DrainSequence(nowMs(), pace);
    }

    /** Whether a connection of such a listener should end. */
    boolean closes(ListenerSpec listener) {
        ListenerDrain drain = listener.drain();
        if (healthFailing && !drain.modifyOnly()) {
            return true;
        }
        boolean inScope = !inboundOnly || drain.direction() == Direction.INBOUND;
        return inScope && closes(sequence);
    }

    /** Whether a connection that such a sequence concerns should end. */
    boolean closes(@Nullable DrainSequence own) {
        return own != null && own.closes(nowMs(), setting.random());
    }

    private long nowMs() {
        return setting.loop().dispatcher().approximateMonotonicMs();
    }
}
