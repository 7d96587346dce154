package io.nuncio.kernel.stats;

/** A yes or no that one thread says and any thread may ask for: shared on purpose, as it is asked for seldom. Any thread. */
public final class SharedFlag {

    private volatile boolean on;

    /** Says it. */
    public void set(boolean now) {
        on = now;
    }

    /** Whether it was last said to be so; not so at first. */
    public boolean isSet() {
        return on;
    }
}
