package io.nuncio.proxy.spec.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeaderNameTest {

    @Test
    void everyKnownNameIsFoundByItsBytesAndByItsNumber() {
        Set<String> texts = new HashSet<>();
        int id = 1;
        for (; id < HeaderName.ID_LIMIT && HeaderNames.isId(id); id++) {
            HeaderName name = HeaderNames.byId(id);
            assertThat(name.id()).isEqualTo(id);
            byte[] line = ("xx" + name + "yy").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(HeaderNames.known(line, 2, name.length())).isSameAs(name);
            texts.add(name.toString());
        }
        assertThat(id).isGreaterThan(100);
        assertThat(texts).hasSize(id - 1).contains("content-length", "x-request-id", ":path");
    }

    @Test
    void aNameIsKnownWhateverItsCase() {
        assertThat(HeaderName.of("Content-LENGTH")).isSameAs(HeaderNames.CONTENT_LENGTH);
        assertThat(HeaderName.of("Host")).isSameAs(HeaderNames.AUTHORITY);
        assertThat(HeaderName.of("X-Mine").id()).isEqualTo(HeaderName.UNKNOWN);
        assertThat(HeaderName.of("X-Mine")).isEqualTo(HeaderName.of("x-mine")).hasToString("x-mine");
    }

    @Test
    void whatIsNearlyAKnownNameIsNot() {
        byte[] bytes = "content-lengthx".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(HeaderNames.known(bytes, 0, bytes.length)).isNull();
        assertThat(HeaderNames.known(bytes, 0, 13)).isNull();
        assertThat(HeaderNames.known(bytes, 0, 0)).isNull();
    }

    @Test
    void onlyPseudoNamesArePseudo() {
        assertThat(HeaderNames.STATUS.pseudo()).isTrue();
        assertThat(HeaderNames.SERVER.pseudo()).isFalse();
    }
}
