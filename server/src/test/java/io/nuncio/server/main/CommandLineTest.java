package io.nuncio.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.server.Flag;
import io.nuncio.server.Options;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CommandLineTest {

    @Test
    void whatEnvoyGatewaysRunnerPasses() throws UsageException {
        Options options = CommandLine.parse(
                "--service-cluster",
                "envoy-gateway-system/eg",
                "--service-node",
                "node-7",
                "--config-yaml",
                "admin: {}",
                "--log-level",
                "info",
                "--cpuset-threads",
                "--drain-strategy",
                "immediate",
                "--concurrency",
                "2",
                "--component-log-level",
                "misc:error",
                "--drain-time-s",
                "60",
                "--admin-address-path",
                "admin.txt",
                "--",
                "--run-id",
                "17");
        assertThat(options.text(Flag.CONFIG_PATH)).isEmpty();
        assertThat(options.text(Flag.CONFIG_YAML)).isEqualTo("admin: {}");
        assertThat(options.text(Flag.SERVICE_NODE)).isEqualTo("node-7");
        assertThat(options.text(Flag.DRAIN_STRATEGY)).isEqualTo("immediate");
        assertThat(options.concurrency()).isEqualTo(2);
        assertThat(options.drainTime()).isEqualTo(Duration.ofMinutes(1));
        assertThat(options.text(Flag.ADMIN_ADDRESS_PATH)).isEqualTo("admin.txt");
    }

    @Test
    void whatIstiosAgentPasses() throws UsageException {
        Options options = CommandLine.parse(
                "-c",
                "etc/istio/proxy/envoy-rev.json",
                "--drain-time-s",
                "1",
                "--drain-strategy",
                "immediate",
                "--local-address-ip-version",
                "v4",
                "--file-flush-interval-msec",
                "1000",
                "--disable-hot-restart",
                "--allow-unknown-static-fields",
                "-l",
                "info",
                "--skip-deprecated-logs",
                "--concurrency",
                "2");
        assertThat(options.text(Flag.CONFIG_PATH)).isEqualTo("etc/istio/proxy/envoy-rev.json");
        assertThat(options.allowUnknownStaticFields()).isTrue();
        assertThat(options.number(Flag.FILE_FLUSH_INTERVAL_MSEC)).isEqualTo(1000);
        assertThat(options.given(Flag.SKIP_DEPRECATED_LOGS)).isTrue();
    }

    @Test
    void anEqualsSignSeparatesToo() throws UsageException {
        Options options = CommandLine.parse("--config-path=a=b.yaml", "--concurrency=3", "--log-level=warn");
        assertThat(options.text(Flag.CONFIG_PATH)).isEqualTo("a=b.yaml");
        assertThat(options.concurrency()).isEqualTo(3);
    }

    @Test
    void presetsAreEnvoys() throws UsageException {
        Options options = CommandLine.parse();
        assertThat(options.drainTime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(options.number(Flag.PARENT_SHUTDOWN_TIME_S)).isEqualTo(900);
        assertThat(options.number(Flag.FILE_FLUSH_INTERVAL_MSEC)).isEqualTo(10_000);
        assertThat(options.mode()).isEqualTo(Options.Mode.SERVE);
        assertThat(options.concurrency()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(options.allowUnknownStaticFields()).isFalse();
    }

    @Test
    void zeroWorkersAreOne() throws UsageException {
        assertThat(CommandLine.parse("--concurrency", "0").concurrency()).isEqualTo(1);
    }

    @Test
    void aFlagThatMayBeRepeatedKeepsAllInOrder() throws UsageException {
        Options options = CommandLine.parse("--stats-tag", "zone:a", "--stats-tag", "rack:b");
        assertThat(options.many(Flag.STATS_TAG)).containsExactly("zone:a", "rack:b");
    }

    @ParameterizedTest
    @EnumSource(Flag.class)
    void everyFlagIsTakenAndExplained(Flag flag) throws UsageException {
        String value = switch (flag) {
            case MODE -> "validate";
            case LOG_LEVEL -> "debug";
            case COMPONENT_LOG_LEVEL -> "main:debug";
            case DRAIN_STRATEGY -> "gradual";
            case LOCAL_ADDRESS_IP_VERSION -> "v6";
            case STATS_TAG -> "a:b";
            default -> "1";
        };
        Options options = flag.kind() == Flag.Kind.SWITCH
                ? CommandLine.parse("--" + flag.word())
                : CommandLine.parse("--" + flag.word(), value);
        assertThat(options.given(flag)).isTrue();
        assertThat(CommandLine.help()).contains("--" + flag.word()).contains(flag.help());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --bogus                                     | Couldn't find match for argument
            -x                                          | Couldn't find match for argument
            word                                        | Couldn't find match for argument
            -c                                          | Missing a value for this argument!
            -c a -c b                                   | Argument already set!
            -c a --config-path b                        | Argument already set!
            --disable-hot-restart=yes                   | takes no value
            --concurrency abc                           | Couldn't read argument value from string 'abc'
            --concurrency 4294967296                    | Couldn't read argument value from string '4294967296'
            --mode bogus                                | error: unknown mode 'bogus'
            --log-level bogus                           | error: invalid log level specified 'bogus'
            --component-log-level main                  | error: component log level not correctly specified 'main'
            --component-log-level main:loud             | error: invalid log level specified 'loud'
            --component-log-level foo:debug             | error: invalid component specified 'foo'
            --drain-strategy slow                       | error: unknown drain-strategy 'slow'
            --local-address-ip-version v5               | error: unknown IP address version 'v5'
            --stats-tag ab                              | error: misformatted stats-tag 'ab'
            --use-dynamic-base-id --restart-epoch 1     | error: cannot use --restart-epoch=1 with --use-dynamic-base-id
            """)
    void whatIsWrongIsSaid(String words, String complaint) {
        assertThatThrownBy(() -> CommandLine.parse(words.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(complaint);
    }
}
