package io.nuncio.server;

import com.google.common.collect.ImmutableList;
import io.nuncio.filter.thread.AnyThread;
import java.io.Serial;
import java.util.List;

/** A proxy cannot start with its configuration; every reason is in it. */
@AnyThread
@SuppressWarnings("serial") // thrown and caught in one process
public final class ConfigurationException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final ImmutableList<String> reasons;

    /** Refuses, for these reasons: each names its place. */
    public ConfigurationException(List<String> reasons) {
        super(String.join("\n", reasons));
        this.reasons = ImmutableList.copyOf(reasons);
    }

    /** Refuses, for one reason. */
    public ConfigurationException(String reason) {
        this(List.of(reason));
    }

    /** Every reason, with its place. */
    public ImmutableList<String> reasons() {
        return reasons;
    }
}
