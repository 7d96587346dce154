package io.nuncio.control.translate.bootstrap;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.Watchdog.WatchdogAction;
import io.envoyproxy.envoy.extensions.watchdog.profile_action.v3.ProfileActionConfig;
import io.envoyproxy.envoy.watchdog.v3.AbortActionConfig;
import io.nuncio.control.translate.Place;
import io.nuncio.proxy.spec.bootstrap.WatchdogsSpec;
import io.nuncio.proxy.spec.bootstrap.WatchdogsSpec.Action;
import io.nuncio.proxy.spec.bootstrap.WatchdogsSpec.Event;
import io.nuncio.proxy.spec.bootstrap.WatchdogsSpec.Watchdog;

/** The watchdogs: two, or the deprecated one for both. */
final class WatchdogTranslator {

    /** How long an aborting action waits where nothing is said. */
    private static final long ABORT_WAIT_DEFAULT_MS = 5_000;

    private static final String ABORT_ACTION = "envoy.watchdog.abort_action";

    private WatchdogTranslator() {}

    @SuppressWarnings("deprecation") // one watchdog for both kinds of threads
    static WatchdogsSpec read(Bootstrap message, Place place) {
        if (message.hasWatchdog() && message.hasWatchdogs()) {
            place.error("watchdog", "cannot stand beside watchdogs");
        }
        if (message.hasWatchdog()) {
            Watchdog both = watchdog(message.getWatchdog(), place.at("watchdog"));
            return new WatchdogsSpec(both, both);
        }
        Place at = place.at("watchdogs");
        return new WatchdogsSpec(
                watchdog(message.getWatchdogs().getMainThreadWatchdog(), at.at("main_thread_watchdog")),
                watchdog(message.getWatchdogs().getWorkerWatchdog(), at.at("worker_watchdog")));
    }

    private static Watchdog watchdog(io.envoyproxy.envoy.config.bootstrap.v3.Watchdog message, Place place) {
        ImmutableList.Builder<Action> actions = ImmutableList.builder();
        for (int i = 0; i < message.getActionsCount(); i++) {
            WatchdogAction action = message.getActions(i);
            Place at = place.at("actions", i);
            Event event = switch (action.getEvent()) {
                case KILL -> Event.KILL;
                case MULTIKILL -> Event.MULTIKILL;
                case MEGAMISS -> Event.MEGAMISS;
                case MISS -> Event.MISS;
                default -> Event.UNKNOWN;
            };
            actions.add(action(event, action, at));
        }
        return new Watchdog(
                message.hasMissTimeout()
                        ? place.milliseconds("miss_timeout", message.getMissTimeout())
                        : Watchdog.MISS_DEFAULT_MS,
                message.hasMegamissTimeout()
                        ? place.milliseconds("megamiss_timeout", message.getMegamissTimeout())
                        : Watchdog.MEGAMISS_DEFAULT_MS,
                place.milliseconds("kill_timeout", message.getKillTimeout()),
                place.milliseconds("max_kill_timeout_jitter", message.getMaxKillTimeoutJitter()),
                place.milliseconds("multikill_timeout", message.getMultikillTimeout()),
                message.getMultikillThreshold().getValue(),
                actions.build());
    }

    private static Action action(Event event, WatchdogAction message, Place place) {
        Place at = place.at("config.typed_config");
        String name = message.getConfig().getName();
        try {
            if (message.getConfig().getTypedConfig().is(AbortActionConfig.class)) {
                AbortActionConfig config = message.getConfig().getTypedConfig().unpack(AbortActionConfig.class);
                long waitMs = config.hasWaitDuration()
                        ? at.milliseconds("wait_duration", config.getWaitDuration())
                        : ABORT_WAIT_DEFAULT_MS;
                return new Action(event, ABORT_ACTION, waitMs);
            }
            if (message.getConfig().getTypedConfig().is(ProfileActionConfig.class)) {
                at.warning("", "no profile is taken");
                return new Action(event, name, 0);
            }
        } catch (InvalidProtocolBufferException e) {
            at.error("is not what its type says: " + e.getMessage());
            return new Action(event, name, 0);
        }
        at.error("there is no watchdog action of this type for '" + name + "'");
        return new Action(event, name, 0);
    }
}
