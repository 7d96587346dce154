package io.nuncio.conformance.http1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The table of what Nuncio does otherwise than a peer. A line has the kinds of messages, the peers, what comes of them
 * here and there ({@code *} is anything) and why, with bars between; lines that begin with a hash are remarks.
 */
final class Differences {

    private static final String FILE = "differences.txt";
    private static final int COLUMNS = 5;

    /** One line. */
    private record Line(List<String> kinds, List<String> peers, String ours, String theirs) {

        boolean explains(String kind, String peer, String ourBrief, String theirBrief) {
            return kinds.contains(kind)
                    && peers.contains(peer)
                    && (ours.equals("*") || ours.equals(ourBrief))
                    && (theirs.equals("*") || theirs.equals(theirBrief));
        }

        boolean isAbout(String kind, String peer) {
            return kinds.contains(kind) && peers.contains(peer);
        }
    }

    private final List<Line> lines = new ArrayList<>();

    Differences() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Differences.class.getResourceAsStream(FILE), FILE), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    lines.add(read(line));
                }
            }
        }
    }

    private static Line read(String text) {
        String[] columns = text.split("\\|", -1);
        if (columns.length != COLUMNS || columns[COLUMNS - 1].isBlank()) {
            throw new IllegalArgumentException("not a line of the table: " + text);
        }
        List<String> kinds = List.of(columns[0].strip().split(",\\s*"));
        for (String kind : kinds) {
            if (!kind.equals("damaged")
                    && !kind.startsWith("plain-")
                    && !Messages.kinds().contains(kind)) {
                throw new IllegalArgumentException("no kind of message: " + kind);
            }
        }
        return new Line(kinds, List.of(columns[1].strip().split(",\\s*")), columns[2].strip(), columns[3].strip());
    }

    /**
     * Whether the table says of a message what was seen. Of two mutations in one message either may come first, here and
     * there; then a line about one of them is enough.
     */
    boolean explain(Message message, String peer, Outcome ours, Outcome theirs) {
        if (message.kinds().size() == 1) {
            String kind = message.kinds().get(0);
            return lines.stream().anyMatch(line -> line.explains(kind, peer, ours.brief(), theirs.brief()));
        }
        boolean refusedByBoth = !ours.taken() && !theirs.taken();
        return refusedByBoth
                || message.kinds().stream().anyMatch(kind -> lines.stream().anyMatch(line -> line.isAbout(kind, peer)));
    }
}
