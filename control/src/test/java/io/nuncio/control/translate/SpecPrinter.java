package io.nuncio.control.translate;

import io.nuncio.filter.thread.OnMain;
import io.nuncio.proxy.spec.Opaque;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints specs as text that stays the same as long as they do: one component a line, in the order of the record. */
@OnMain
public final class SpecPrinter {

    private static final String STEP = "  ";

    private final StringBuilder out = new StringBuilder();

    private SpecPrinter() {}

    /** The text of {@code spec}. */
    public static String print(Object spec) {
        SpecPrinter printer = new SpecPrinter();
        printer.value(spec, "");
        return printer.out.toString();
    }

    private void value(Object value, String indent) {
        switch (value) {
            case Optional<?> optional -> {
                if (optional.isPresent()) {
                    value(optional.get(), indent);
                } else {
                    out.append(" -\n");
                }
            }
            case List<?> list -> list(list, indent);
            case Map<?, ?> map -> map(map, indent);
            case Opaque opaque -> out.append(" <").append(opaque).append(">\n");
            case Record record -> record(record, indent);
            default -> out.append(' ').append(value).append('\n');
        }
    }

    private void list(List<?> list, String indent) {
        if (list.isEmpty()) {
            out.append(" []\n");
            return;
        }
        out.append('\n');
        for (Object element : list) {
            out.append(indent).append('-');
            value(element, indent + STEP);
        }
    }

    private void map(Map<?, ?> map, String indent) {
        if (map.isEmpty()) {
            out.append(" {}\n");
            return;
        }
        out.append('\n');
        map.forEach((key, value) -> {
            out.append(indent).append(key).append(':');
            value(value, indent + STEP);
        });
    }

    private void record(Record record, String indent) {
        out.append(' ').append(record.getClass().getSimpleName()).append('\n');
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            out.append(indent).append(component.getName()).append(':');
            value(read(record, component), indent + STEP);
        }
    }

    private static Object read(Record record, RecordComponent component) {
        if (component.getName().equals("contentHash")) {
            return "(hash)";
        }
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the component " + component + " cannot be read", e);
        }
    }
}
