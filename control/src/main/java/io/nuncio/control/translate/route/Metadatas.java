package io.nuncio.control.translate.route;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.core.v3.Metadata;

/** Metadata as text. */
final class Metadatas {

    private Metadatas() {}

    /** The {@code filter_metadata} as canonical JSON, keys sorted and without blanks; empty if there is none. */
    static String json(Metadata message) {
        if (message.getFilterMetadataCount() == 0) {
            return "";
        }
        Struct.Builder all = Struct.newBuilder();
        message.getFilterMetadataMap()
                .forEach((name, values) -> all.putFields(
                        name, Value.newBuilder().setStructValue(values).build()));
        try {
            return JsonFormat.printer()
                    .omittingInsignificantWhitespace()
                    .sortingMapKeys()
                    .print(all.build());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a Struct holds no Any that could be unknown", e);
        }
    }
}
