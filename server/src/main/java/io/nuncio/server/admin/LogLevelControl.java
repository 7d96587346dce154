package io.nuncio.server.admin;

import com.google.common.collect.ImmutableMap;
import io.nuncio.filter.thread.OnMain;

/** The levels of the log, where the program around the proxy lets the admin change them. */
@OnMain
public interface LogLevelControl {

    /** No log to control: the proxy is embedded. */
    LogLevelControl NONE = new LogLevelControl() {
        @Override
        public ImmutableMap<String, String> levels() {
            return ImmutableMap.of();
        }

        @Override
        public boolean knowsLevel(String level) {
            return false;
        }

        @Override
        public void set(String logger, String level) {}

        @Override
        public void setAll(String level) {}
    };

    /** The level of each logger, by name. */
    ImmutableMap<String, String> levels();

    /** Whether there is a level of that name. */
    boolean knowsLevel(String level);

    /** Sets one logger, which must be one of {@link #levels}, to a known level. */
    void set(String logger, String level);

    /** Sets all loggers to a known level. */
    void setAll(String level);
}
