package io.nuncio.proxy.downstream;

import java.util.random.RandomGenerator;

/**
 * A drain that has begun on one worker.
 *
 * @param startedMs when, by the worker's monotonic clock
 * @param pace how fast it goes
 */
record DrainSequence(long startedMs, DrainPace pace) {

    /** Whether the connection that asks now should end; a chance before the end of the sequence, certain after it. */
    boolean closes(long nowMs, RandomGenerator random) {
        long elapsedMs = nowMs - startedMs;
        if (!pace.gradual() || elapsedMs >= pace.durationMs()) {
            return true;
        }
        return random.nextLong(pace.durationMs()) < elapsedMs;
    }
}
