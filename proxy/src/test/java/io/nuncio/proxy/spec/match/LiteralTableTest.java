package io.nuncio.proxy.spec.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.proxy.spec.match.LiteralTable.Reading;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiteralTableTest {

    @Test
    void findsEveryBeginningShortestFirst() {
        LiteralTable table = new LiteralTable(List.of("/a/b", "", "/", "/a", "/b", "/a/b/c"), Reading.FORWARD);
        assertThat(beginnings(table, "/a/b?", 4)).containsExactly(1, 2, 3, 0);
        assertThat(beginnings(table, "/A/b", 4)).containsExactly(1, 2);
        assertThat(beginnings(table, "", 0)).containsExactly(1);
        assertThat(table.exact("/a/b?x", 4)).isZero();
        assertThat(table.exact("/a/", 3)).isEqualTo(LiteralTable.NONE);
    }

    @Test
    void inAnyCaseLettersOfAsciiAreTheSame() {
        LiteralTable table = new LiteralTable(List.of("/Ab", "/\u00e4"), Reading.FORWARD_ANY_CASE);
        assertThat(table.exact("/aB", 3)).isZero();
        assertThat(table.exact("/\u00c4", 2)).isEqualTo(LiteralTable.NONE);
    }

    @Test
    void theLongestEndingLeavesACharacter() {
        LiteralTable table = new LiteralTable(List.of(".com", ".b.com", "com"), Reading.BACKWARD_ANY_CASE);
        assertThat(table.longestProper("a.B.com", 7)).isEqualTo(1);
        assertThat(table.longestProper(".b.com", 6)).isZero();
        assertThat(table.longestProper("com", 3)).isEqualTo(LiteralTable.NONE);
        assertThat(table.longestProper("a.com:80", 5)).isZero();
    }

    @Test
    void literalsOfEqualHashAreToldApart() {
        // "Aa" and "BB" have the same hash, and so do all texts made of them.
        List<String> literals = List.of("AaAa", "BBBB", "AaBB");
        LiteralTable table = new LiteralTable(literals, Reading.FORWARD);
        for (int i = 0; i < literals.size(); i++) {
            assertThat(table.exact(literals.get(i), 4)).isEqualTo(i);
        }
        assertThat(table.exact("BBAa", 4)).isEqualTo(LiteralTable.NONE);
    }

    @Test
    void aLiteralStandsThereOnce() {
        assertThatThrownBy(() -> new LiteralTable(List.of("a", "A"), Reading.FORWARD_ANY_CASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'a' stands twice in a table");
    }

    @Test
    void aLiteralIsMadeOfBytesAndHasAValue() {
        assertThatThrownBy(() -> new LiteralTable(List.of("/\u0100"), Reading.FORWARD))
                .isInstanceOf(IllegalArgumentException.class);
        LiteralTable table = new LiteralTable(List.of("a", "b"), new int[] {-7, 7}, Reading.FORWARD);
        assertThat(table.exact("a", 1)).isEqualTo(-7);
        assertThat(table.exact("b", 1)).isEqualTo(7);
        assertThat(new LiteralTable(List.of(), Reading.FORWARD).exact("", 0)).isEqualTo(LiteralTable.NONE);
    }

    private static List<Integer> beginnings(LiteralTable table, String text, int end) {
        List<Integer> found = new ArrayList<>();
        table.fold(text, end, 0, found, (entry, answer, list) -> {
            list.add(entry);
            return answer;
        });
        return found;
    }
}
