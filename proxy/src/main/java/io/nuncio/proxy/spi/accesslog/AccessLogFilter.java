package io.nuncio.proxy.spi.accesslog;

import io.nuncio.filter.thread.OnWorker;
import io.nuncio.proxy.spi.AccessLogType;
import io.nuncio.proxy.spi.AccessLogger;
import io.nuncio.proxy.spi.StreamInfo;

/** Says which records an access log takes. Made on main, asked on every worker. */
@FunctionalInterface
public interface AccessLogFilter {

    /** Whether the record is taken. Called on the worker that owns it. */
    @OnWorker
    boolean takes(StreamInfo info, AccessLogType type);

    /** A logger that is told of what this filter takes only. */
    default AccessLogger before(AccessLogger logger) {
        return (info, type) -> {
            if (takes(info, type)) {
                logger.log(info, type);
            }
        };
    }
}
