package io.nuncio.control.subscribe.grpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Private keys as the JDK reads them. */
final class Pkcs8 {

    private static final String RSA_BEGIN = "-----BEGIN RSA PRIVATE KEY-----";
    private static final String RSA_END = "-----END RSA PRIVATE KEY-----";

    /** Version 0, and the algorithm: rsaEncryption without parameters. */
    private static final byte[] RSA_HEAD = {
        2, 1, 0, 48, 13, 6, 9, 42, (byte) 134, 72, (byte) 134, (byte) 247, 13, 1, 1, 1, 5, 0
    };

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int LONG_FORM = 0x82;
    private static final int BYTE_MASK = 0xFF;

    private Pkcs8() {}

    /** A key in PEM; what stands there in RSA's own form (PKCS #1) is wrapped. */
    static byte[] of(byte[] pem) {
        String text = new String(pem, StandardCharsets.US_ASCII);
        int begin = text.indexOf(RSA_BEGIN);
        int end = text.indexOf(RSA_END);
        if (begin < 0 || end < begin) {
            return pem;
        }
        byte[] key = Base64.getMimeDecoder().decode(text.substring(begin + RSA_BEGIN.length(), end));
        byte[] inner = concat(RSA_HEAD, element(OCTET_STRING, key));
        return ("-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(element(SEQUENCE, inner))
                        + "\n-----END PRIVATE KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] element(int tag, byte[] content) {
        byte[] head = {(byte) tag, (byte) LONG_FORM, (byte) (content.length >> 8), (byte) (content.length & BYTE_MASK)};
        return concat(head, content);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(first.length + second.length);
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }
}
