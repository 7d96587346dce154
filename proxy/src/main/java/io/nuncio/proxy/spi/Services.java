package io.nuncio.proxy.spi;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.kernel.file.LogFiles;
import io.nuncio.kernel.stats.SharedFlag;
import io.nuncio.kernel.stats.StatStore;

/**
 * What one proxy lends its extensions. One object a {@code Nuncio}, made on main; its parts say who may call them.
 *
 * @param stats where counters, gauges and histograms are declared
 * @param logFiles the files that access loggers append to
 * @param serviceCluster what the node calls its cluster; empty where it does not say
 * @param healthChecksFail whether health checks of this proxy are to fail
 */
@AnyThread
public record Services(StatStore stats, LogFiles logFiles, String serviceCluster, SharedFlag healthChecksFail) {

    /** Of a proxy that is well and has no name. */
    public Services(StatStore stats, LogFiles logFiles) {
        this(stats, logFiles, "", new SharedFlag());
    }
}
