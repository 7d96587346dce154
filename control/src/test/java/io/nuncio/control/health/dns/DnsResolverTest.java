package io.nuncio.control.health.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.nuncio.control.health.dns.TestDnsServer.Manner;
import io.nuncio.kernel.thread.ManualLoop;
import io.nuncio.proxy.spec.cluster.DiscoverySpec.DnsFamily;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a name server in this process, over real sockets, on a loop whose clock the test turns. */
class DnsResolverTest {

    private static final long TIMEOUT_MS = 1_000;

    private final ManualLoop main = new ManualLoop("main");
    private final List<Names.Answer> answers = new ArrayList<>();
    private TestDnsServer server;

    @TempDir
    Path directory;

    @BeforeEach
    void begin() throws IOException {
        main.runOnce();
        server = new TestDnsServer();
    }

    @AfterEach
    void end() throws IOException {
        main.close();
        server.close();
    }

    @Test
    void addressesAreFoundWithTheTimeForWhichTheyHold() {
        server.with("a.test A", "60 10.0.0.1", "30 10.0.0.2");
        assertThat(found("a.test", DnsFamily.V4_ONLY)).isEqualTo("10.0.0.1 60, 10.0.0.2 30");
    }

    @Test
    void anAliasBoundsTheTimeOfWhatItLeadsTo() {
        server.with("a.test A", "5 cname", "60 10.0.0.1");
        assertThat(found("a.test", DnsFamily.V4_ONLY)).isEqualTo("10.0.0.1 5");
    }

    @Test
    void theFamilySaysWhatIsAskedForAndInWhichOrder() {
        server.with("a.test A", "60 10.0.0.1").with("a.test AAAA", "60 ::1");
        server.with("b.test A", "60 10.0.0.2");
        assertThat(found("a.test", DnsFamily.AUTO)).isEqualTo("0:0:0:0:0:0:0:1 60");
        assertThat(found("b.test", DnsFamily.AUTO)).isEqualTo("10.0.0.2 60");
        assertThat(found("a.test", DnsFamily.V4_PREFERRED)).isEqualTo("10.0.0.1 60");
        assertThat(found("a.test", DnsFamily.ALL)).isEqualTo("10.0.0.1 60, 0:0:0:0:0:0:0:1 60");
        assertThat(found("b.test", DnsFamily.V6_ONLY)).isEqualTo("none");
    }

    @Test
    void aNameThatDoesNotExistIsAnAnswerAndAServerThatFailsIsNone() {
        assertThat(found("gone.test", DnsFamily.V4_ONLY)).isEqualTo("none");
        server.manner(Manner.FAIL);
        assertThat(found("a.test", DnsFamily.V4_ONLY)).isEqualTo("failed");
        assertThat(server.asked()).filteredOn("udp a.test A"::equals).hasSize(2);
    }

    @Test
    void aServerThatIsSilentIsAskedAgainAndThenGivenUp() {
        server.manner(Manner.SILENT);
        begin("a.test", DnsFamily.V4_ONLY, settings(server.address()));
        await(() -> server.asked().size() == 1);
        assertThat(answers).isEmpty();
        main.advance(Duration.ofMillis(TIMEOUT_MS));
        await(() -> server.asked().size() == 2);
        assertThat(answers).isEmpty();
        main.advance(Duration.ofMillis(TIMEOUT_MS));
        await(() -> !answers.isEmpty());
        assertThat(answers).containsExactly(Names.Answer.FAILED);
    }

    @Test
    void theNextServerIsAskedWhereTheFirstFails() throws IOException {
        server.manner(Manner.FAIL);
        try (TestDnsServer second = new TestDnsServer().with("a.test A", "60 10.0.0.1")) {
            begin("a.test", DnsFamily.V4_ONLY, settings(server.address(), second.address()));
            await(() -> !answers.isEmpty());
            assertThat(text(answers.getFirst())).isEqualTo("10.0.0.1 60");
        }
    }

    @Test
    void anAnswerThatWasCutOffIsAskedForAgainOverTcp() {
        server.with("a.test A", "60 10.0.0.1").manner(Manner.TRUNCATE);
        assertThat(found("a.test", DnsFamily.V4_ONLY)).isEqualTo("10.0.0.1 60");
        assertThat(server.asked()).containsExactly("udp a.test A", "tcp a.test A");
    }

    @Test
    void anAnswerToAnotherQuestionIsPassedOver() {
        server.with("a.test A", "60 10.0.0.1").manner(Manner.FORGE);
        begin("a.test", DnsFamily.V4_ONLY, settings(server.address()));
        await(() -> server.asked().size() == 1);
        main.runUntilIdle();
        assertThat(answers).isEmpty();
        server.manner(Manner.ANSWER);
        main.advance(Duration.ofMillis(TIMEOUT_MS));
        await(() -> !answers.isEmpty());
        assertThat(text(answers.getFirst())).isEqualTo("10.0.0.1 60");
    }

    @Test
    void aShortNameIsTriedWithTheDomainsOfTheSystemFirst() {
        server.with("a.in.test A", "60 10.0.0.1").with("b A", "60 10.0.0.2");
        SystemNames.Settings settings = new SystemNames.Settings(
                ImmutableList.of(server.address()), ImmutableList.of("in.test"), 1, TIMEOUT_MS, 1, false);
        begin("a", DnsFamily.V4_ONLY, settings);
        begin("b", DnsFamily.V4_ONLY, settings);
        await(() -> answers.size() == 2);
        assertThat(server.asked())
                .contains("udp a.in.test A", "udp b.in.test A", "udp b A")
                .doesNotContain("udp a A");
    }

    @Test
    void whatStandsInTheFileOfHostsIsNotAskedForAndTheFileIsReadAgain() throws IOException {
        Path hosts = directory.resolve("hosts");
        Files.writeString(hosts, "10.0.0.9 Here.test other # a comment\n::9 here.test\n");
        DnsResolver resolver =
                main.asCurrent(() -> new DnsResolver(main.dispatcher(), settings(server.address()), hosts));
        main.asCurrent(() -> resolver.resolve("here.test", DnsFamily.V4_ONLY, answers::add));
        main.asCurrent(() -> resolver.resolve("here.test", DnsFamily.AUTO, answers::add));
        assertThat(answers).extracting(DnsResolverTest::text).containsExactly("10.0.0.9 0", "0:0:0:0:0:0:0:9 0");
        Files.writeString(directory.resolve("new"), "10.0.0.8 here.test\n");
        Files.setLastModifiedTime(directory.resolve("new"), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
        Files.move(directory.resolve("new"), hosts, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        main.asCurrent(() -> resolver.resolve("here.test", DnsFamily.V4_ONLY, answers::add));
        assertThat(text(answers.getLast())).isEqualTo("10.0.0.8 0");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void anAddressStandsForItself() {
        begin("10.1.2.3", DnsFamily.V6_ONLY, settings(server.address()));
        assertThat(text(answers.getFirst())).isEqualTo("10.1.2.3 0");
    }

    @Test
    void aNameThatCanBeNoneFailsWithoutAQuestion() {
        assertThat(found("a..test", DnsFamily.V4_ONLY)).isEqualTo("failed");
        assertThat(found("x".repeat(64) + ".test", DnsFamily.V4_ONLY)).isEqualTo("failed");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void whoStopsIsToldNothing() {
        server.manner(Manner.SILENT);
        Runnable stop = begin("a.test", DnsFamily.V4_ONLY, settings(server.address()));
        await(() -> server.asked().size() == 1);
        main.asCurrent(stop);
        main.advance(Duration.ofMillis(10 * TIMEOUT_MS));
        assertThat(answers).isEmpty();
    }

    private static SystemNames.Settings settings(InetSocketAddress... servers) {
        return new SystemNames.Settings(
                ImmutableList.copyOf(servers), ImmutableList.of(), 1, TIMEOUT_MS, servers.length == 1 ? 2 : 1, false);
    }

    private Runnable begin(String name, DnsFamily family, SystemNames.Settings settings) {
        return main.asCurrent(() -> new DnsResolver(main.dispatcher(), settings, directory.resolve("no-hosts"))
                .resolve(name, family, answers::add));
    }

    private String found(String name, DnsFamily family) {
        answers.clear();
        begin(name, family, settings(server.address()));
        await(() -> !answers.isEmpty());
        assertThat(answers).hasSize(1);
        return text(answers.getFirst());
    }

    private void await(java.util.function.BooleanSupplier condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    main.runOnce();
                    return condition.getAsBoolean();
                });
    }

    private static String text(Names.Answer answer) {
        if (!answer.completed()) {
            return "failed";
        }
        return answer.found().isEmpty()
                ? "none"
                : answer.found().stream()
                        .map(each -> each.address().getHostAddress() + " " + each.ttlSeconds())
                        .collect(Collectors.joining(", "));
    }
}
