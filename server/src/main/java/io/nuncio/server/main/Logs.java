package io.nuncio.server.main;

import com.google.common.base.Splitter;
import io.nuncio.server.Flag;
import io.nuncio.server.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Sets the log up, in code: no file to look for, no annotation to scan for. Lines are written by a thread of the log; a
 * full queue makes the caller wait rather than lose a line.
 */
final class Logs {

    private static final Level REST_AT_MOST = Level.WARN;

    private Logs() {}

    /** Must run before the first logger is made. */
    static void start(Options options) throws IOException {
        System.setProperty(
                "log4j2.contextSelector", "org.apache.logging.log4j.core.async.BasicAsyncLoggerContextSelector");
        System.setProperty("log4j2.asyncLoggerWaitStrategy", "Block");
        System.setProperty("log4j2.asyncLoggerRingBufferSize", "4096");
        System.setProperty("log4j2.disableThreadContext", "true");
        System.setProperty("log4j2.disableJmx", "true");
        System.setProperty("log4j2.shutdownHookEnabled", "false");
        Level level = Objects.requireNonNull(LogLevels.parse(options.text(Flag.LOG_LEVEL)));
        LogPattern pattern = new LogPattern(
                options.text(Flag.LOG_FORMAT), ZoneId.systemDefault(), options.given(Flag.LOG_FORMAT_ESCAPED));
        LogSink sink = new LogSink(options.given(Flag.LOG_PATH) ? Path.of(options.text(Flag.LOG_PATH)) : null, pattern);
        Configurator.initialize(Logs.class.getClassLoader(), new InCode(sink, pattern.wantsLocation(), level));
        for (String pair : CommandLine.parts(options.text(Flag.COMPONENT_LOG_LEVEL))) {
            List<String> both = Splitter.on(':').splitToList(pair);
            setLevel(both.get(0), Objects.requireNonNull(LogLevels.parse(both.get(1))));
        }
    }

    /** Sets the level of one component. */
    static void setLevel(String component, Level level) {
        for (String name : Components.packages(component)) {
            Configurator.setLevel(name, level);
        }
        if (component.equals(Components.of(""))) {
            Configurator.setRootLevel(atMost(level));
        }
    }

    /** Sets the level of all components. */
    static void setLevel(Level level) {
        Components.all().keySet().forEach(name -> Configurator.setLevel(name, level));
        Configurator.setLevel("io.nuncio", level);
        Configurator.setRootLevel(atMost(level));
    }

    /** The level of a component. */
    static Level level(String component) {
        List<String> names = Components.packages(component);
        return LogManager.getLogger(names.isEmpty() ? "io.nuncio" : names.getFirst())
                .getLevel();
    }

    /** Reopens the log's file, after a rotation. */
    static void reopen() {
        Logger logger = LogManager.getLogger("io.nuncio.server");
        logger.atLevel(Level.OFF).withMarker(LogSink.REOPEN).log("reopen");
    }

    /** Writes what is queued, and stops. */
    static void stop() {
        LogManager.shutdown();
    }

    /** Libraries speak at their own levels, of things that operators of a proxy have no use for. */
    private static Level atMost(Level level) {
        return level.isMoreSpecificThan(REST_AT_MOST) ? level : REST_AT_MOST;
    }

    private static final class InCode extends AbstractConfiguration {
        private final LogSink sink;
        private final boolean location;
        private final Level level;

        InCode(LogSink sink, boolean location, Level level) {
            super(noContext(), ConfigurationSource.NULL_SOURCE);
            this.sink = sink;
            this.location = location;
            this.level = level;
        }

        @Override
        protected void doConfigure() {
            sink.start();
            addAppender(sink);
            LoggerConfig root = getRootLogger();
            root.addAppender(sink, null, null);
            root.setLevel(atMost(level));
            add("io.nuncio");
            Components.all().keySet().forEach(this::add);
            setName("in code");
        }

        @Override
        public LoggerConfig getLoggerConfig(String name) {
            return super.getLoggerConfig(name);
        }

        private void add(String name) {
            LoggerConfig config = LoggerConfig.newBuilder()
                    .setLoggerName(name)
                    .setLevel(level)
                    .setAdditivity(true)
                    .setIncludeLocation(Boolean.toString(location))
                    .setConfig(this)
                    .build();
            addLogger(name, config);
        }

        private static @Nullable LoggerContext noContext() {
            return null;
        }
    }
}
