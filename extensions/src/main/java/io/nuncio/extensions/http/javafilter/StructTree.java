package io.nuncio.extensions.http.javafilter;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@code Struct} as maps, lists and values. Nulls are left out. */
final class StructTree {

    private StructTree() {}

    static Map<String, Object> of(Struct struct) {
        Map<String, Object> tree = new LinkedHashMap<>();
        struct.getFieldsMap().forEach((name, value) -> {
            if (!value.hasNullValue()) {
                tree.put(name, of(value));
            }
        });
        return Collections.unmodifiableMap(tree);
    }

    private static Object of(Value value) {
        return switch (value.getKindCase()) {
            case NUMBER_VALUE -> number(value.getNumberValue());
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case STRUCT_VALUE -> of(value.getStructValue());
            case LIST_VALUE -> of(value.getListValue());
            case NULL_VALUE, KIND_NOT_SET -> "";
        };
    }

    /** Whole numbers as such, so that they print as they were written. */
    private static Object number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1L << 53 ? (Object) (long) number : (Object) number;
    }

    private static List<Object> of(ListValue list) {
        List<Object> tree = new ArrayList<>(list.getValuesCount());
        list.getValuesList().forEach(value -> tree.add(of(value)));
        return Collections.unmodifiableList(tree);
    }
}
