package io.nuncio.control.translate;

import com.google.common.hash.Hashing;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A hash by which two messages of equal content are known to be the same. */
public final class ContentHash {

    private ContentHash() {}

    /** The hash of {@code message}: 64 hexadecimal digits, the same for the same content in whichever order of maps. */
    public static String of(Message message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            message.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an array that is as long as the message was too short for it", e);
        }
        return Hashing.sha256().hashBytes(bytes).toString();
    }
}
