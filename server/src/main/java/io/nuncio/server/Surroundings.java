package io.nuncio.server;

import io.nuncio.filter.thread.AnyThread;
import io.nuncio.server.admin.LogLevelControl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the program around a proxy does for it. Methods say who calls them. */
@AnyThread
public interface Surroundings {

    /** An embedding program: it keeps its log and its process to itself. */
    Surroundings EMBEDDED = new Surroundings() {
        private static final Logger LOG = LoggerFactory.getLogger(Surroundings.class);

        @Override
        public LogLevelControl logLevels() {
            return LogLevelControl.NONE;
        }

        @Override
        public void reopenLogs() {}

        @Override
        public void abort(String reason) {
            LOG.error("{}; the process is left alone", reason);
        }
    };

    /** The levels that the admin may change. */
    LogLevelControl logLevels();

    /** Main: the log's file was rotated. */
    void reopenLogs();

    /** A guard dog's thread: a loop is stuck beyond the limit that was configured as fatal. */
    void abort(String reason);
}
