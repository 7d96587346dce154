package io.nuncio.kernel.stats;

import java.util.Objects;

/** A short text, such as the version of the last accepted configuration. Any thread; the last one to set it wins. */
public final class TextReadout extends Stat {

    private final boolean kept;
    private volatile String value = "";

    TextReadout(String name, StatStore store, boolean kept) {
        super(name, store);
        this.kept = kept;
    }

    public void set(String value) {
        Objects.requireNonNull(value, "value");
        if (kept) {
            this.value = value;
        }
        markUsed();
    }

    /** What was set last; empty at first. */
    public String value() {
        return value;
    }

    @Override
    void removed() {}
}
