package io.nuncio.conformance.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages out of a seed through Nuncio and its peers. Nothing that comes out of Nuncio breaks the grammar, no message is
 * read by Nuncio and by a peer so that two hops would be out of step, and every other difference stands in the table.
 */
@Timeout(1200)
class MessagesTest {

    private static final int LANES = 16;
    private static final int FEW = 400;
    private static final int MANY = 10_000;
    private static final long SEED = 42;
    private static final int QUIET_MS = 200;
    /** Before a difference counts, the message goes through once more, with more patience. */
    private static final int PATIENT_MS = 2_000;

    @TempDir
    private Path folder;

    @Test
    void nothingPutsTwoHopsOutOfStepAndEveryOtherDifferenceIsKnown() throws Exception {
        compare(FEW, SEED);
    }

    /** By hand: {@code ./nuncio test -pl conformance -Dtest=MessagesTest -Dnuncio.excluded.groups=none}. */
    @Tag("long")
    @Test
    void ofTenThousandMessagesNoneDoes() throws Exception {
        compare(Integer.getInteger("nuncio.messages", MANY), Long.getLong("nuncio.seed", SEED));
    }

    private void compare(int count, long seed) throws Exception {
        Report report = new Report();
        List<String> missing;
        try (Proxies proxies = Proxies.start(folder, LANES)) {
            missing = proxies.missing();
            through(proxies, new Messages(seed), count, report);
        }
        String file = System.getProperty("nuncio.report");
        if (file != null) {
            Files.write(Path.of(file), report.lines());
        }
        assertThat(report.brokenByUs).as("bytes that Nuncio sent on").isEmpty();
        assertThat(report.outOfStep)
                .as("messages that could put two hops out of step")
                .isEmpty();
        assertThat(report.unexplained)
                .as("differences that the table does not know")
                .isEmpty();
        assertThat(report.takenByUs.get()).as("messages that Nuncio took").isBetween(count / 10, count * 9 / 10);
        Assumptions.assumeTrue(missing.isEmpty(), "compared without " + missing + " (./nuncio peers fetches them)");
    }

    private static void through(Proxies proxies, Messages messages, int count, Report report) throws Exception {
        AtomicInteger next = new AtomicInteger();
        Differences table = new Differences();
        try (ExecutorService threads = Executors.newFixedThreadPool(LANES)) {
            List<Future<?>> lanes = new ArrayList<>();
            for (int i = 0; i < LANES; i++) {
                int lane = i;
                lanes.add(threads.submit(() -> {
                    for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                        one(proxies, lane, messages.message(number), table, report);
                    }
                    return null;
                }));
            }
            for (Future<?> each : lanes) {
                each.get();
            }
        }
    }

    private static void one(Proxies proxies, int lane, Message message, Differences table, Report report)
            throws IOException {
        Map<String, Outcome> outcomes = ask(proxies, lane, message, QUIET_MS);
        if (!known(message, outcomes, table)) {
            outcomes = ask(proxies, lane, message, PATIENT_MS);
        }
        report.add(message, outcomes, table);
    }

    private static Map<String, Outcome> ask(Proxies proxies, int lane, Message message, int quietMs)
            throws IOException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (Map.Entry<String, List<Exchange>> each : proxies.exchanges().entrySet()) {
            outcomes.put(each.getKey(), each.getValue().get(lane).of(message, quietMs));
        }
        return outcomes;
    }

    private static boolean known(Message message, Map<String, Outcome> outcomes, Differences table) {
        Outcome ours = Objects.requireNonNull(outcomes.get(Proxies.NUNCIO));
        return outcomes.entrySet().stream()
                .allMatch(each -> each.getValue().brief().equals(ours.brief())
                        || table.explain(message, each.getKey(), ours, each.getValue()));
    }

    /** What was seen; filled by all lanes. */
    private static final class Report {
        private final List<String> unexplained = Collections.synchronizedList(new ArrayList<>());
        private final List<String> outOfStep = Collections.synchronizedList(new ArrayList<>());
        private final List<String> brokenByUs = Collections.synchronizedList(new ArrayList<>());
        private final List<String> all = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger takenByUs = new AtomicInteger();

        void add(Message message, Map<String, Outcome> outcomes, Differences table) {
            Outcome ours = Objects.requireNonNull(outcomes.get(Proxies.NUNCIO));
            takenByUs.addAndGet(ours.taken() ? 1 : 0);
            if (!ours.broken().isEmpty()) {
                brokenByUs.add(message.number() + " " + message.kinds() + ": " + ours.broken());
            }
            outcomes.forEach((peer, theirs) -> {
                String line = "%d | %s | %s | %s | %s"
                        .formatted(
                                message.number(),
                                String.join("+", message.kinds()),
                                peer,
                                ours.brief(),
                                theirs.brief());
                boolean broken = !ours.broken().isEmpty() || !theirs.broken().isEmpty();
                if (!broken && ours.outOfStepWith(theirs)) {
                    outOfStep.add(line + " | " + ours.framings() + " | " + theirs.framings() + " | " + text(message));
                } else if (!ours.brief().equals(theirs.brief())) {
                    all.add(line);
                    if (!table.explain(message, peer, ours, theirs)) {
                        unexplained.add(line + " | " + text(message));
                    }
                }
            });
        }

        List<String> lines() {
            List<String> lines = new ArrayList<>(all);
            outOfStep.forEach(each -> lines.add("OUT OF STEP " + each));
            unexplained.forEach(each -> lines.add("UNEXPLAINED " + each));
            brokenByUs.forEach(each -> lines.add("BROKEN " + each));
            return lines;
        }

        private static String text(Message message) {
            String text =
                    message.text().replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
            return text.length() > 300 ? text.substring(0, 300) + "..." : text;
        }
    }
}
