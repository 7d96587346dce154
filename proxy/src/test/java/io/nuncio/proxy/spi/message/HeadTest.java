package io.nuncio.proxy.spi.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.proxy.spec.http.HeaderName;
import io.nuncio.proxy.spec.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadTest {

    private static final HeaderName MINE = HeaderName.of("x-mine");

    private final HeadPool pool = new HeadPool();

    @Test
    void fieldsKeepTheirOrderAndPseudoFieldsComeFirst() {
        Head head = pool.take(Head.Kind.REQUEST);
        head.add(HeaderNames.ACCEPT, "a");
        head.add(HeaderNames.METHOD, "GET");
        head.add("X-Mine", "1");
        head.add("host", "h");
        assertThat(text(head)).containsExactly(":method=GET", ":authority=h", "accept=a", "x-mine=1");
        assertThat(head.pseudoCount()).isEqualTo(2);
        assertThat(head.byteSize()).isEqualTo(7 + 3 + 10 + 1 + 6 + 1 + 6 + 1);
    }

    @Test
    void setLeavesExactlyOneAtThePlaceOfTheFirst() {
        Head head = pool.take(Head.Kind.REQUEST);
        head.add(MINE, "1");
        head.add(HeaderNames.VIA, "v");
        head.add(MINE, "2");
        head.set(MINE, "3");
        assertThat(text(head)).containsExactly("x-mine=3", "via=v");
        head.set(HeaderNames.CONTENT_LENGTH, 120);
        head.set("Via", "");
        assertThat(text(head)).containsExactly("x-mine=3", "via=", "content-length=120");
        assertThat(head.number(HeaderNames.CONTENT_LENGTH)).isEqualTo(120);
    }

    @Test
    void removedFieldsAreGoneAndCanComeBack() {
        Head head = pool.take(Head.Kind.RESPONSE);
        head.add(HeaderNames.SERVER, "a");
        head.add(HeaderNames.SERVER, "b");
        assertThat(head.remove("Server")).isEqualTo(2);
        assertThat(head.has(HeaderNames.SERVER)).isFalse();
        assertThat(head.remove(HeaderNames.SERVER)).isZero();
        head.add(HeaderNames.SERVER, "c");
        assertThat(head.first(HeaderNames.SERVER)).isEqualTo("c");
    }

    @Test
    void appendJoinsWithACommaUnlessOneIsEmpty() {
        Head head = pool.take(Head.Kind.REQUEST);
        head.append(HeaderNames.X_FORWARDED_FOR, "1.1.1.1");
        head.append(HeaderNames.X_FORWARDED_FOR, "2.2.2.2");
        head.append(HeaderNames.X_FORWARDED_FOR, "");
        head.add(MINE, "");
        head.append(MINE, "x");
        assertThat(text(head)).containsExactly("x-forwarded-for=1.1.1.1,2.2.2.2", "x-mine=x");
    }

    @Test
    void tokensAreFoundInAnyOfTheValues() {
        Head head = pool.take(Head.Kind.REQUEST);
        head.add(HeaderNames.CONNECTION, "keep-alive ,\tUpgrade");
        head.add(HeaderNames.CONNECTION, "x");
        assertThat(head.hasToken(HeaderNames.CONNECTION, "upgrade")).isTrue();
        assertThat(head.hasToken(HeaderNames.CONNECTION, "keep-alive")).isTrue();
        assertThat(head.hasToken(HeaderNames.CONNECTION, "X")).isTrue();
        assertThat(head.hasToken(HeaderNames.CONNECTION, "keep")).isFalse();
        assertThat(head.hasToken(HeaderNames.CONNECTION, "")).isFalse();
        assertThat(head.hasToken(HeaderNames.TE, "x")).isFalse();
    }

    @Test
    void numbersAreDigitsOnly() {
        Head head = pool.take(Head.Kind.REQUEST);
        assertThat(head.number(MINE)).isEqualTo(-1);
        for (String bad : List.of("", "+1", "-1", "1 ", "1,1", "0x1", "9223372036854775808")) {
            head.set(MINE, bad);
            assertThat(head.number(MINE)).as(bad).isEqualTo(Decimal.INVALID);
        }
        head.set(MINE, "0009223372036854775807");
        assertThat(head.number(MINE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatWouldSplitTheMessageIsRefused() {
        Head head = pool.take(Head.Kind.REQUEST);
        for (String bad : List.of("a\r\nb: c", "a\n", "\0")) {
            assertThatThrownBy(() -> head.set("x", bad)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> head.add(bad, "x")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> head.add("", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThat(head.size()).isZero();
    }

    @Test
    void bytesSurviveStringsAndWideCharactersBecomeUtf8() {
        Head head = pool.take(Head.Kind.REQUEST);
        head.set(MINE, "\u00e4\u00ff");
        assertThat(head.first(MINE)).isEqualTo("\u00e4\u00ff");
        head.set(MINE, "\u20ac");
        assertThat(head.first(MINE))
                .isEqualTo(new String("\u20ac".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    @Test
    void aReleasedHeadIsDeadAndItsArraysServeAnother() {
        Head head = pool.take(Head.Kind.REQUEST);
        head.add(MINE, "secret");
        head.release();
        head.release();
        assertThat(pool.kept()).isEqualTo(1);
        Head next = pool.take(Head.Kind.REQUEST);
        assertThat(next.size()).isZero();
        assertThat(next.has(MINE)).isFalse();
        next.add(MINE, "other");
        assertThatThrownBy(() -> head.first(MINE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> head.add(MINE, "x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(head::size).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(head::copy).isInstanceOf(IllegalStateException.class);
        assertThat(next.first(MINE)).isEqualTo("other");
    }

    @Test
    void aCopyIsIndependent() {
        Head head = pool.take(Head.Kind.REQUEST);
        for (int i = 0; i < 60; i++) {
            head.add("x-" + i, "v".repeat(100) + i);
        }
        Head copy = head.copy();
        head.release();
        assertThat(copy.size()).isEqualTo(60);
        assertThat(copy.get("x-59")).isEqualTo("v".repeat(100) + 59);
    }

    /** Against a list of pairs that does the same in the simplest way. */
    @Test
    void anySequenceOfChangesIsThatOfAList() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] names = {"x-a", "x-b", "via", "te", "x-c", "server", "x-request-id"};
        Head head = pool.take(Head.Kind.REQUEST_TRAILERS);
        List<String> model = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            String name = names[random.nextInt(names.length)];
            String value = "v" + random.nextInt(1_000);
            switch (random.nextInt(4)) {
                case 0 -> {
                    head.add(name, value);
                    model.add(name + "=" + value);
                }
                case 1 -> {
                    int before = model.size();
                    model.removeIf(each -> each.startsWith(name + "="));
                    assertThat(head.remove(name)).isEqualTo(before - model.size());
                }
                default -> {
                    head.set(name, value);
                    set(model, name, name + "=" + value);
                }
            }
            assertThat(text(head)).as("seed " + seed + " step " + step).isEqualTo(model);
        }
    }

    private static void set(List<String> model, String name, String field) {
        int first = -1;
        for (int i = 0; i < model.size(); i++) {
            if (model.get(i).startsWith(name + "=")) {
                if (first < 0) {
                    first = i;
                    model.set(i, field);
                } else {
                    model.remove(i--);
                }
            }
        }
        if (first < 0) {
            model.add(field);
        }
    }

    static List<String> text(Head head) {
        List<String> fields = new ArrayList<>();
        head.forEach((name, value) -> fields.add(name + "=" + value));
        return fields;
    }
}
