package io.nuncio.proxy.spec.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nuncio.proxy.spec.format.FormatText.Command;
import io.nuncio.proxy.spec.format.FormatText.Literal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTextTest {

    @Test
    void cutsCommandsOutOfText() throws FormatException {
        assertThat(FormatText.parse("a %REQ(X?Y):12% b%PROTOCOL%%%").parts())
                .containsExactly(
                        new Literal("a "),
                        new Command("REQ", Optional.of("X?Y"), Optional.of(12)),
                        new Literal(" b"),
                        new Command("PROTOCOL", Optional.empty(), Optional.empty()),
                        new Literal("%"));
    }

    @Test
    void anArgumentMayHoldPercentSigns() throws FormatException {
        assertThat(FormatText.parse("%START_TIME(%s.%6f)%").parts())
                .containsExactly(new Command("START_TIME", Optional.of("%s.%6f"), Optional.empty()));
    }

    @Test
    void emptyIsEmpty() throws FormatException {
        assertThat(FormatText.parse("").parts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"100%, 3", "%BYTES_SENT, 0", "%bytes%, 0", "ab%START_TIME(%Y%, 2", "%REQ(a):x%, 0", "%REQ(a), 0"})
    void saysWhereNoCommandIs(String format, int position) {
        assertThatThrownBy(() -> FormatText.parse(format))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "Incorrect configuration: " + format + ". Couldn't find valid command at position " + position);
    }
}
