package io.nuncio.conformance.http1;

import static io.nuncio.conformance.http1.Mutation.change;
import static io.nuncio.conformance.http1.Mutation.field;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes messages out of a seed: the same seed, the same messages, each by itself. */
final class Messages {

    /** Of a hundred: how many are well-formed, have one mutation, two mutations; the rest is damaged anywhere. */
    private static final int WELL_FORMED = 15;

    private static final int ONE = 60;
    private static final int TWO = 15;
    private static final int PERCENT = 100;
    private static final int CUT_ONE_IN = 4;

    private static final List<Mutation> PLAIN = List.of(
            change("plain-get", draft -> {}),
            change("plain-query", draft -> draft.target(draft.target() + "?a=b&c=%20")),
            change("plain-head", draft -> draft.method("HEAD")),
            change("plain-delete", draft -> draft.method("DELETE")),
            change("plain-post", draft -> draft.length("3", "abc")),
            change("plain-empty-post", draft -> draft.length("0", "")),
            change("plain-put", draft -> {
                draft.length("3000", "x".repeat(3_000));
                draft.method("PUT");
            }),
            change("plain-chunks", draft -> draft.chunks("3\r\nabc\r\n2\r\nde\r\n")),
            change("plain-no-chunks", draft -> draft.chunks("")),
            change("plain-large-chunks", draft -> draft.chunks("1000\r\n" + "x".repeat(0x1000) + "\r\n")),
            field("plain-cookie", "Cookie: a=b; c=d"),
            field("plain-spaces", "X-A:  b \t"),
            change("plain-two", draft -> draft.body = "GET /second HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            change("plain-close", draft -> draft.field("Connection: close")));

    private static final List<Mutation> MUTATIONS;

    static {
        List<Mutation> all = new ArrayList<>(LineMutations.ALL);
        all.addAll(FieldMutations.ALL);
        all.addAll(BodyMutations.ALL);
        MUTATIONS = List.copyOf(all);
    }

    private final long seed;

    Messages(long seed) {
        this.seed = seed;
    }

    /** The names of all mutations. */
    static List<String> kinds() {
        return MUTATIONS.stream().map(Mutation::kind).toList();
    }

    /** One message. The first ones have each mutation once. */
    Message message(int number) {
        Random random = new Random(seed * 1_000_003 + number);
        Draft draft = new Draft(number, random);
        List<Mutation> chosen = new ArrayList<>();
        int dice = random.nextInt(PERCENT);
        boolean damaged = false;
        if (number < MUTATIONS.size()) {
            chosen.add(MUTATIONS.get(number));
        } else if (dice < WELL_FORMED) {
            chosen.add(any(PLAIN, random));
        } else if (dice < WELL_FORMED + ONE) {
            chosen.add(any(MUTATIONS, random));
        } else if (dice < WELL_FORMED + ONE + TWO) {
            chosen.add(any(BodyMutations.ALL, random));
            chosen.add(any(random.nextBoolean() ? FieldMutations.ALL : LineMutations.ALL, random));
        } else {
            chosen.add(any(PLAIN, random));
            damaged = true;
        }
        List<String> kinds = new ArrayList<>();
        for (Mutation each : chosen) {
            each.apply().accept(draft);
            kinds.add(each.kind());
        }
        String text = draft.text();
        if (damaged) {
            text = damage(text, random);
            kinds = List.of("damaged");
        }
        int cut = random.nextInt(CUT_ONE_IN) == 0 ? random.nextInt(text.length()) : 0;
        return new Message(number, kinds, text, cut);
    }

    private static Mutation any(List<Mutation> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static String damage(String text, Random random) {
        int at = random.nextInt(text.length());
        String likely = "\r\n\t\0 :;,/x0aZ\u00ff\u007f\"";
        String one = String.valueOf(likely.charAt(random.nextInt(likely.length())));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, at) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + one + text.substring(at);
            case 2 -> text.substring(0, at) + one + text.substring(at + 1);
            case 3 -> text.substring(0, Math.min(text.length(), at + 1 + random.nextInt(20))) + text.substring(at);
            default -> {
                char flipped = (char) (text.charAt(at) ^ 1 << random.nextInt(Byte.SIZE));
                yield text.substring(0, at) + flipped + text.substring(at + 1);
            }
        };
    }
}
