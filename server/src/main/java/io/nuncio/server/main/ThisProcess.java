package io.nuncio.server.main;

import com.google.common.collect.ImmutableMap;
import io.nuncio.server.Nuncio;
import io.nuncio.server.Surroundings;
import io.nuncio.server.admin.LogLevelControl;
import java.util.Objects;
import org.apache.logging.log4j.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the program does for its proxy: its log, its signals, its end. */
final class ThisProcess implements Surroundings {

    /** As a process that was aborted. */
    private static final int EXIT_ABORTED = 134;

    /** Listens for the signals that Envoy listens for, until the proxy has ended. */
    static void listenForSignals(Nuncio proxy) {
        Logger log = LoggerFactory.getLogger(ThisProcess.class);
        proxy.onSignal("TERM", () -> {
            log.warn("caught SIGTERM");
            proxy.drainAndEnd();
        });
        proxy.onSignal("INT", () -> {
            log.warn("caught SIGINT");
            proxy.end();
        });
        proxy.onSignal("USR1", () -> {
            log.info("caught SIGUSR1, reopening logs");
            proxy.reopenLogs();
        });
        proxy.onSignal("HUP", () -> log.warn("caught SIGHUP, which does nothing: there is no hot restart"));
    }

    @Override
    public LogLevelControl logLevels() {
        return new Levels();
    }

    @Override
    public void reopenLogs() {
        Logs.reopen();
    }

    @Override
    public void abort(String reason) {
        LoggerFactory.getLogger(ThisProcess.class).error("{}: aborting", reason);
        Logs.stop();
        Runtime.getRuntime().halt(EXIT_ABORTED);
    }

    private static final class Levels implements LogLevelControl {
        @Override
        public ImmutableMap<String, String> levels() {
            ImmutableMap.Builder<String, String> out = ImmutableMap.builder();
            for (String component : Components.names()) {
                out.put(component, LogLevels.name(Logs.level(component)));
            }
            return out.buildOrThrow();
        }

        @Override
        public boolean knowsLevel(String level) {
            return LogLevels.parse(level) != null;
        }

        @Override
        public void set(String logger, String level) {
            Logs.setLevel(logger, level(level));
        }

        @Override
        public void setAll(String level) {
            Logs.setLevel(level(level));
        }

        private static Level level(String name) {
            return Objects.requireNonNull(LogLevels.parse(name));
        }
    }
}
