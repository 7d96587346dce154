package io.nuncio.kernel.slot;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random schedules of register, allocate, set, close, run on all, together, generations and exit, with the invariants of
 * T02, T05-T07 and T10-T16 checked against an oracle. {@code -Dnuncio.slots.seed=N} replays one.
 */
final class SlotsSimulationTest {

    private static final int SCHEDULES = Integer.getInteger("nuncio.slots.schedules", 10_000);

    @Test
    void ten_thousand_random_schedules_agree_with_the_oracle() {
        Long replay = Long.getLong("nuncio.slots.seed");
        if (replay != null) {
            runOne(replay);
            return;
        }
        long base = new Random().nextLong();
        for (int i = 0; i < SCHEDULES; i++) {
            runOne(base + i);
        }
    }

    private static void runOne(long seed) {
        try (SlotsSimulation simulation = new SlotsSimulation(seed)) {
            simulation.run();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("replay with -Dnuncio.slots.seed=" + seed, e);
        }
    }
}
