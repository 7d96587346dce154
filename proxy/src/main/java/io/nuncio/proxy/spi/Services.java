package io.nuncio.proxy.spi;

import io.nuncio.filter.AnyThread;
import io.nuncio.kernel.file.LogFiles;
import io.nuncio.kernel.stats.StatStore;

/**
 * What one proxy lends its extensions. One object a {@code Nuncio}, made on main; its parts say who may call them.
 *
 * @param stats where counters, gauges and histograms are declared
 * @param logFiles the files that access loggers append to
 */
@AnyThread
public record Services(StatStore stats, LogFiles logFiles) {}
