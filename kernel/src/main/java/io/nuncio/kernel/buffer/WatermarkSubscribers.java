package io.nuncio.kernel.buffer;

import java.util.ArrayList;
import java.util.List;

/**
 * Passes on, to all who subscribe, that one of several buffers behind a stream is too full. Each above of a source is
 * passed on, and each needs its below: a subscriber that counts stops for as long as any source is too full.
 *
 * <p>Confined to one loop. A late subscriber is told at once of every above that is outstanding. A callback may subscribe,
 * unsubscribe and fill or empty what is watched; every subscriber still hears as many aboves as are outstanding. Source:
 * Envoy's downstream watermark callbacks.
 */
public final class WatermarkSubscribers implements WatermarkCallbacks {

    private final List<Subscription> subscriptions = new ArrayList<>(2);
    private int outstanding;

    private static final class Subscription {
        final WatermarkCallbacks callbacks;
        int told;
        boolean ended;

        Subscription(WatermarkCallbacks callbacks) {
            this.callbacks = callbacks;
        }
    }

    /** How many sources are above. */
    public int outstanding() {
        return outstanding;
    }

    /** Adds a subscriber and tells it of every outstanding above. */
    public void subscribe(WatermarkCallbacks subscriber) {
        for (Subscription each : subscriptions) {
            if (each.callbacks.equals(subscriber)) {
                throw new IllegalStateException("subscribed twice: " + subscriber);
            }
        }
        Subscription subscription = new Subscription(subscriber);
        subscriptions.add(subscription);
        tell(subscription);
    }

    /** Takes a subscriber out; it is told nothing more, not even what it has to take back. */
    public void unsubscribe(WatermarkCallbacks subscriber) {
        subscriptions.removeIf(each -> {
            boolean gone = each.callbacks.equals(subscriber);
            each.ended |= gone;
            return gone;
        });
    }

    @Override
    public void aboveHighWatermark() {
        outstanding++;
        tellAll();
    }

    @Override
    public void belowLowWatermark() {
        if (outstanding == 0) {
            throw new IllegalStateException("below without above");
        }
        outstanding--;
        tellAll();
    }

    private void tellAll() {
        for (Subscription each : List.copyOf(subscriptions)) {
            tell(each);
        }
    }

    private void tell(Subscription subscription) {
        while (!subscription.ended && subscription.told != outstanding) {
            if (subscription.told < outstanding) {
                subscription.told++;
                subscription.callbacks.aboveHighWatermark();
            } else {
                subscription.told--;
                subscription.callbacks.belowLowWatermark();
            }
        }
    }
}
