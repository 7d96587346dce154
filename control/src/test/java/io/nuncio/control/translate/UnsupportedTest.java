package io.nuncio.control.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.nuncio.control.translate.Unsupported.Row;
import io.nuncio.control.translate.Unsupported.Treatment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Keeps the table of unsupported fields whole, and shrinking. */
class UnsupportedTest {

    /** How many refusals the table has. It is lowered with every one that goes, and raised by messages that join alone. */
    private static final int REFUSALS_MAX = 188;

    private final ImmutableMap<String, ImmutableMap<String, Row>> rows =
            Unsupported.table().rows();

    @Test
    void everyFieldOfEveryMessageInTheTableHasARow() {
        List<String> missing = new ArrayList<>();
        rows.forEach((name, fields) -> {
            for (FieldDescriptor field : descriptor(name).getFields()) {
                if (!fields.containsKey(field.getName())) {
                    missing.add(name + "." + field.getName());
                }
            }
        });
        assertThat(missing).isEmpty();
    }

    @Test
    void everyRowNamesAFieldOrAValueThatExists() {
        List<String> unknown = new ArrayList<>();
        rows.forEach((name, fields) -> fields.keySet().forEach(key -> {
            String[] parts = key.split("[=/]", 2);
            FieldDescriptor field = descriptor(name).findFieldByName(parts[0]);
            boolean value =
                    field != null && (!key.contains("=") || field.getEnumType().findValueByName(parts[1]) != null);
            if (!value) {
                unknown.add(name + "." + key);
            }
        }));
        assertThat(unknown).isEmpty();
    }

    @Test
    void whatIsReadInAMessageOfTheTableIsInTheTableToo() {
        TreeSet<String> outside = new TreeSet<>();
        rows.forEach((name, fields) -> {
            for (FieldDescriptor field : descriptor(name).getFields()) {
                Row row = fields.get(field.getName());
                boolean read = row != null && (row.treatment() == Treatment.READ || row.treatment() == Treatment.APART);
                if (read && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                    inner(field, outside);
                }
            }
        });
        assertThat(outside).isEmpty();
    }

    private void inner(FieldDescriptor field, java.util.Set<String> outside) {
        FieldDescriptor element = field.isMapField() ? field.getMessageType().findFieldByName("value") : field;
        if (element.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return;
        }
        String type = element.getMessageType().getFullName();
        // Values: they have no fields that could be dropped.
        boolean value = type.startsWith("google.protobuf.") || type.equals("envoy.type.v3.Percent");
        if (!value && !rows.containsKey(type)) {
            outside.add(field.getFullName() + " of the type " + type);
        }
    }

    @Test
    void refusalsOnlyBecomeFewer() {
        long refusals = rows.values().stream()
                .flatMap(fields -> fields.values().stream())
                .filter(row -> row.treatment() == Treatment.REFUSE)
                .count();
        assertThat(refusals).isLessThanOrEqualTo(REFUSALS_MAX);
    }

    @Test
    void everyRefusalAndNoteSaysWhatItIsAbout() {
        rows.forEach((name, fields) -> fields.forEach((key, row) -> {
            boolean needed = row.treatment() == Treatment.REFUSE || row.treatment() == Treatment.NOTE;
            assertThat(row.sentence().isEmpty()).as(name + "." + key).isEqualTo(!needed);
            assertThat(row.sentence().toLowerCase(Locale.ROOT)).doesNotContain("todo");
        }));
    }

    @Test
    void aRefusedFieldIsNamedWithItsPathAndSwitchesThatAreOffAreNot() {
        Map<String, String> errors = new TestListener()
                .with("'socketOptions': [{'level': '1', 'name': '2', 'intValue': '3'}], 'useOriginalDst': false")
                .errors();
        assertThat(errors).containsOnlyKeys("socket_options");
        assertThat(errors.get("socket_options")).isEqualTo("is not supported yet (socket options)");
    }

    private static Descriptor descriptor(String name) {
        Message type = io.nuncio.control.load.MessageTypes.ofName(name);
        assertThat(type).as("a message of the name " + name).isNotNull();
        return java.util.Objects.requireNonNull(type).getDescriptorForType();
    }
}
