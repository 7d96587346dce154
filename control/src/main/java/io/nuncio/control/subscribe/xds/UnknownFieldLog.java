package io.nuncio.control.subscribe.xds;

import io.nuncio.control.load.ConfigWarning;
import io.nuncio.kernel.stats.Counter;
import io.nuncio.kernel.stats.StatStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was skipped in resources of control planes: each kind is logged once, each time is counted. One object a proxy. */
public final class UnknownFieldLog {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownFieldLog.class);

    /** Beyond so many kinds they are only counted: a control plane must not fill the memory. */
    static final int KINDS_MAX = 1_000;

    private final Counter unknown;
    private final Set<String> logged = new HashSet<>();

    /** Counts in {@code server.dynamic_unknown_fields}. */
    public UnknownFieldLog(StatStore stats) {
        this.unknown = stats.counter("server.dynamic_unknown_fields");
    }

    void add(List<ConfigWarning> warnings) {
        for (ConfigWarning warning : warnings) {
            if (warning.kind() == ConfigWarning.Kind.UNKNOWN_FIELD) {
                unknown.inc();
            }
            if (logged.size() < KINDS_MAX && logged.add(warning.text())) {
                LOG.warn("{} (not logged again)", warning);
            }
        }
    }
}
