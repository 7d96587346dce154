package io.nuncio.control.subscribe.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class XxHash64Test {

    @Test
    void isWhatEnvoyShowsForAVersion() {
        assertThat(XxHash64.of("v1")).isEqualTo(9194640092791331756L);
    }

    @Test
    void isTheHashOfTheReferenceForEachWayThroughIt() {
        assertThat(XxHash64.of("")).isEqualTo(0xEF46DB3751D8E999L);
        assertThat(XxHash64.of("a")).isEqualTo(0xD24EC4F1A98C6E5BL);
        assertThat(XxHash64.of("abc")).isEqualTo(0x44BC2CF5AD770999L);
        assertThat(XxHash64.of("Nobody inspects the spammish repetition")).isEqualTo(0xFBCEA83C8A378BF1L);
    }
}
