package io.nuncio.control.subscribe.xds;

import io.nuncio.proxy.spec.ControlPlaneSpec.Backoff;
import java.util.random.RandomGenerator;

/** Pauses between attempts, as Envoy makes them: the full pause doubles up to a limit, a random part of it is taken. */
final class JitteredBackoff {

    private final Backoff spec;
    private final RandomGenerator random;
    private long fullMs;

    JitteredBackoff(Backoff spec, RandomGenerator random) {
        this.spec = spec;
        this.random = random;
        this.fullMs = spec.baseMs();
    }

    /** The next pause, 0 to the full one, in milliseconds. */
    long nextMs() {
        long now = fullMs;
        fullMs = Math.min(now * 2, spec.maxMs());
        return random.nextLong(now);
    }

    /** The next pause is one of the first kind again. */
    void reset() {
        fullMs = spec.baseMs();
    }
}
