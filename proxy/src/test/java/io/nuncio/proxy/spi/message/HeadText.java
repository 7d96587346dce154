package io.nuncio.proxy.spi.message;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Heads as bytes in the simplest way: names and values, each with its length before it. */
public final class HeadText {

    private HeadText() {}

    public static byte[] encoded(Head head) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (int i = 0; i < head.size(); i++) {
                out.writeUTF(head.nameAt(i));
                out.writeUTF(head.valueAt(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static Head decoded(HeadPool heads, byte[] bytes, Head.Kind kind) {
        Head head = heads.take(kind);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            String name = text(in);
            head.add(name, text(in));
        }
        return head;
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
