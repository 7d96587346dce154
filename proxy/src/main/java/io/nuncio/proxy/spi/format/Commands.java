package io.nuncio.proxy.spi.format;

import com.google.common.collect.ImmutableMap;
import io.nuncio.proxy.spec.format.FormatException;
import io.nuncio.proxy.spec.format.FormatText.Command;
import io.nuncio.proxy.spi.format.Writers.Maker;

/** Which writer a command gets; the refusals are in Envoy's words. */
final class Commands {

    private static final ImmutableMap<String, Maker> MAKERS = ImmutableMap.<String, Maker>builder()
            .putAll(RecordCommands.MAKERS)
            .putAll(AddressCommands.MAKERS)
            .putAll(TimeCommands.MAKERS)
            .putAll(HeaderCommands.MAKERS)
            .putAll(StateCommands.MAKERS)
            .putAll(MetadataCommands.MAKERS)
            .buildOrThrow();

    private Commands() {}

    static Writer writer(Command command) throws FormatException {
        Maker maker = MAKERS.get(command.name());
        if (maker == null) {
            throw new FormatException("Not supported field in StreamInfo: " + command.name());
        }
        Writer writer = maker.make(command);
        return command.lengthMax().isPresent()
                ? new Cut(writer, command.lengthMax().get())
                : writer;
    }

    /** The first bytes of a value. */
    private record Cut(Writer writer, int lengthMax) implements Writer {
        @Override
        public boolean write(FormatInput input, TextSink sink) {
            int start = sink.length();
            boolean there = writer.write(input, sink);
            sink.truncate(start + lengthMax);
            return there;
        }

        @Override
        public Kind kind() {
            // What is cut may be no JSON any more.
            return writer.kind() == Kind.OF_VALUE ? Kind.STRING : writer.kind();
        }

        @Override
        public boolean dashInJson() {
            return writer.dashInJson();
        }
    }
}
