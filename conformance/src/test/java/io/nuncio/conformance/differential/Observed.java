package io.nuncio.conformance.differential;

import io.nuncio.conformance.differential.Wire.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request, as lines that two proxies can be compared by. What differs by nature (dates, identifiers,
 * times) is there by name only; fields are sorted by name, the order within a name kept.
 */
final class Observed {

    /** Fields of which only the presence is compared. */
    private static final Set<String> BY_NAME_ONLY =
            Set.of("date", "x-request-id", "x-envoy-upstream-service-time", "x-random");

    /** What is left when a request is sent again depends on how long the first try took. */
    private static final String TIME_LEFT = "x-envoy-expected-rq-timeout-ms";

    private static final long TIME_LEFT_MS_GRAIN = 100;

    private static final String PROBE_PATH = "/probe";
    private static final String PROBE = "GET " + PROBE_PATH + " HTTP/1.1\r\nhost: plain.test\r\n\r\n";
    private static final int ANSWER_LIMIT_MS = 10_000;

    private Observed() {}

    /** Sends a request and tells what the client got, whether its connection lived on, and what the upstream received. */
    static String of(String request, int port, ScriptedUpstream upstream) throws IOException {
        upstream.received();
        List<String> lines = new ArrayList<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_LIMIT_MS);
            Wire wire = new Wire(socket.getInputStream());
            send(socket, request);
            Message answer = wire.response(request.substring(0, Math.max(0, request.indexOf(' '))));
            show("client", answer, lines);
            lines.add("client's connection " + (livesOn(socket, wire) ? "lives on" : "ends"));
        }
        for (Message each : upstream.received()) {
            if (!each.first().startsWith("GET " + PROBE_PATH + " ")) {
                show("upstream", each, lines);
            }
        }
        return String.join("\n", lines);
    }

    private static void send(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean livesOn(Socket socket, Wire wire) {
        try {
            send(socket, PROBE);
            return wire.response("GET") != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static void show(String who, @Nullable Message message, List<String> lines) {
        if (message == null) {
            lines.add(who + " got nothing");
            return;
        }
        lines.add(who + " got " + message.first());
        message.fields().stream()
                .map(Observed::normal)
                .sorted(Comparator.comparing(Message::name))
                .forEach(line -> lines.add("  " + line));
        if (!message.body().isEmpty()) {
            lines.add("  body of " + message.body().length() + ": "
                    + message.body().substring(0, Math.min(200, message.body().length())));
        }
        message.trailers().stream()
                .map(Observed::normal)
                .sorted(Comparator.comparing(Message::name))
                .forEach(line -> lines.add("  trailer " + line));
    }

    private static String normal(String line) {
        String name = Message.name(line).toLowerCase(Locale.ROOT);
        if (name.equals(TIME_LEFT)) {
            long leftMs = Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            return name + ": " + (leftMs + TIME_LEFT_MS_GRAIN - 1) / TIME_LEFT_MS_GRAIN * TIME_LEFT_MS_GRAIN;
        }
        return BY_NAME_ONLY.contains(name) ? name + ": ..." : line;
    }
}
