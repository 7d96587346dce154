package io.nuncio.control.health.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DnsMessageTest {

    private static final String HEAD = "1234 8180 0001 0001 0000 0000";
    private static final String QUESTION = "01 61 04 74657374 00 0001 0001";

    @Test
    void aQuestionAsksForOneNameWithRecursion() throws DnsFormatException {
        assertThat(DnsMessage.question(0x1234, "a.test", DnsMessage.TYPE_A))
                .isEqualTo(bytes("1234 0100 0001 0000 0000 0000" + QUESTION));
        assertThat(DnsMessage.question(0x1234, "a.test.", DnsMessage.TYPE_A))
                .isEqualTo(DnsMessage.question(0x1234, "a.test", DnsMessage.TYPE_A));
    }

    @Test
    void anAnswerNamesItsQuestionAndItsAddresses() throws DnsFormatException {
        DnsMessage message = DnsMessage.answer(bytes(HEAD + QUESTION + "c00c 0001 0001 0000003c 0004 0a000001"));
        assertThat(message.id()).isEqualTo(0x1234);
        assertThat(message.name()).isEqualTo("a.test");
        assertThat(message.found()).hasSize(1);
        assertThat(message.found().getFirst().address().getHostAddress()).isEqualTo("10.0.0.1");
        assertThat(message.found().getFirst().ttlSeconds()).isEqualTo(60);
    }

    @Test
    void aTimeWithItsHighestBitSetCountsAsNone() throws DnsFormatException {
        DnsMessage message = DnsMessage.answer(bytes(HEAD + QUESTION + "c00c 0001 0001 ffffffff 0004 0a000001"));
        assertThat(message.found().getFirst().ttlSeconds()).isZero();
    }

    @Test
    void recordsOfAnotherTypeOrLengthArePassedOver() throws DnsFormatException {
        assertThat(DnsMessage.answer(bytes(HEAD + QUESTION + "c00c 001c 0001 0000003c 0004 0a000001"))
                        .found())
                .isEmpty();
        assertThat(DnsMessage.answer(bytes(HEAD + QUESTION + "c00c 0001 0001 0000003c 0003 0a0000"))
                        .found())
                .isEmpty();
    }

    @Test
    void pointersLeadBackwardsOnly() {
        assertThatThrownBy(() -> DnsMessage.answer(bytes(HEAD + QUESTION + "c018 0001 0001 0000003c 0004 0a000001")))
                .isInstanceOf(DnsFormatException.class)
                .hasMessageContaining("pointer");
    }

    @Test
    void whateverComesIsReadOrRefusedWithinItsLength() {
        Random random = new Random(7);
        byte[] good = bytes(HEAD + QUESTION + "c00c 0001 0001 0000003c 0004 0a000001");
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = java.util.Arrays.copyOf(good, random.nextInt(good.length + 4));
            for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(DnsMessage.answer(bytes).found().size()).isLessThanOrEqualTo(bytes.length);
            } catch (DnsFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
