package io.nuncio.server.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.nuncio.server.Flag;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogPatternTest {

    private static final StackTraceElement PLACE =
            new StackTraceElement("io.nuncio.control.publish.Publisher", "publish", "Publisher.java", 42);

    @Test
    void theDefaultLineIsEnvoys() {
        assertThat(format(Flag.LOG_FORMAT.preset(), event("ready")))
                .isEqualTo("[2026-03-04 05:06:07.089][main][warning][config]"
                        + " [io/nuncio/control/publish/Publisher.java:42] ready\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "%v|a\tb\"c",
                "%_|a\\tb\"c",
                "%j|a\\tb\\\"c",
                "%L|W",
                "%Y/%m/%d|2026/03/04",
                "%H-%M-%S|05-06-07",
                "%e %f %F|089 089123 089123456",
                "%T %R %X|05:06:07 05:06 05:06:07",
                "%D %x|03/04/26 03/04/26",
                "%a %A %b %B|Wed Wednesday Mar March",
                "%I %p|05 AM",
                "%z|+00:00",
                "%E|1772600767",
                "%s:%# %!|Publisher.java:42 publish",
                "%@|Publisher.java:42",
                "%g|io/nuncio/control/publish/Publisher.java",
                "100%%|100%",
                "%^%l%$|warning",
                "%Q|%Q",
                "[%9l]|[  warning]",
                "[%-9l]|[warning  ]",
                "[%=9l]|[ warning ]",
                "[%4!l]|[warn]",
                "[%4l]|[warning]",
                "end%|end"
            })
    void flags(String pattern, String expected) {
        assertThat(format(pattern, event("a\tb\"c"))).isEqualTo(expected + "\n");
    }

    @Test
    void escapedMeansTheMessageStaysOnItsLine() {
        LogPattern pattern = new LogPattern("%v", ZoneOffset.UTC, true);
        assertThat(pattern.format(event("a\nb\r"))).isEqualTo("a\\nb\\r\n");
    }

    @Test
    void onlyAPatternWithAPlaceAsksForIt() {
        assertThat(new LogPattern("%v %l", ZoneOffset.UTC, false).wantsLocation())
                .isFalse();
        assertThat(new LogPattern("%-10g", ZoneOffset.UTC, false).wantsLocation())
                .isTrue();
    }

    @Test
    void anExceptionFollowsItsLine() {
        LogEvent event = new Log4jLogEvent.Builder(event("lost"))
                .setThrown(new IllegalStateException("why"))
                .build();
        assertThat(format("%v", event))
                .startsWith("lost\njava.lang.IllegalStateException: why\n\tat ")
                .endsWith("\n");
    }

    @Test
    void timesAreOfTheZone() {
        LogPattern pattern = new LogPattern("%H:%M %z", ZoneId.of("Asia/Kolkata"), false);
        assertThat(pattern.format(event("x"))).isEqualTo("10:36 +05:30\n");
    }

    private static String format(String pattern, LogEvent event) {
        return new LogPattern(pattern, ZoneOffset.UTC, false).format(event);
    }

    private static LogEvent event(String message) {
        Instant at = Instant.parse("2026-03-04T05:06:07.089123456Z");
        MutableInstant instant = new MutableInstant();
        instant.initFromEpochSecond(at.getEpochSecond(), at.getNano());
        return new Log4jLogEvent.Builder()
                .setLoggerName("io.nuncio.control.publish.Publisher")
                .setLevel(Level.WARN)
                .setThreadName("main")
                .setMessage(new SimpleMessage(message))
                .setInstant(instant)
                .setSource(PLACE)
                .build();
    }
}
