package io.nuncio.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HeadersTest {

    private static final Headers SOME = Headers.of("Accept", "a", "X-One", "1", "accept", "b");

    @Test
    void namesAreComparedWithoutCase() {
        assertThat(SOME.first("ACCEPT")).contains("a");
        assertThat(SOME.all("accept")).containsExactly("a", "b");
        assertThat(SOME.first("x-two")).isEmpty();
    }

    @Test
    void withLeavesOneAtThePlaceOfTheFirst() {
        Headers changed = SOME.with("accept", "c");
        assertThat(changed).isEqualTo(Headers.of("accept", "c", "X-One", "1"));
        assertThat(SOME.size()).as("the original is a value").isEqualTo(3);
    }

    @Test
    void withAppendsWhatIsNew() {
        assertThat(SOME.with("z", "9").all("z")).containsExactly("9");
        assertThat(SOME.plus("accept", "c").all("accept")).containsExactly("a", "b", "c");
    }

    @Test
    void withoutRemovesAll() {
        assertThat(SOME.without("ACCEPT")).isEqualTo(Headers.of("x-one", "1"));
        assertThat(SOME.without("none")).isSameAs(SOME);
        assertThat(Headers.of("a", "b").without("A")).isSameAs(Headers.NONE);
    }

    @Test
    void aNameWithoutAValueIsRefused() {
        assertThatThrownBy(() -> Headers.of("a", "b", "c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("c");
    }

    @Test
    void theArrayGivenMayBeChangedAfterwards() {
        String[] given = {"a", "1"};
        Headers headers = Headers.of(given);
        given[1] = "2";
        assertThat(headers.first("a")).contains("1");
    }
}
