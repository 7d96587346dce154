package io.nuncio.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Against the validators that protoc-gen-validate generated for an older state of the API: on random messages of every type
 * both must come to one verdict. Fields that are newer than the oracle are not set; fields whose rules changed since are
 * listed in the amendments of envoy-api, and their messages are left out.
 */
class ValidatorOracleTest {
    /** Loading a type twice costs more than all its messages: each run takes some, by its seed. */
    private static final int TYPES = 80;

    private static final int MESSAGES_PER_TYPE = 10;
    private static final String ENUM = "enum ";
    private static final String PGV = "com.linecorp.armeria.internal.shaded.xds.pgv.";

    /** The oracle's classes have the names of ours: its own loader first, protobuf from ours. */
    private static final class OracleLoader extends URLClassLoader {
        private static final List<String> SHARED = List.of(
                "java.", "jdk.", "sun.", "com.google.protobuf.", "com.google.common.", "com.google.re2j.", "org.");

        OracleLoader(URL[] jars) {
            super(jars, ValidatorOracleTest.class.getClassLoader());
        }

        static boolean isShared(String className) {
            return SHARED.stream().anyMatch(className::startsWith);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (isShared(name)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> found = findLoadedClass(name);
                return found == null ? findClass(name) : found;
            }
        }
    }

    private final OracleLoader loader = new OracleLoader(jars());
    private final Object index;
    private final Method validatorFor;
    private final Method assertValid;

    ValidatorOracleTest() throws ReflectiveOperationException {
        index = loader.loadClass(PGV + "ReflectiveValidatorIndex")
                .getConstructor()
                .newInstance();
        validatorFor = loader.loadClass(PGV + "ValidatorIndex").getMethod("validatorFor", Class.class);
        assertValid = loader.loadClass(PGV + "Validator").getMethod("assertValid", Object.class);
    }

    private static URL[] jars() {
        try (Stream<Path> files = Files.list(Path.of("target/oracle"))) {
            List<URL> urls = new ArrayList<>();
            for (Path file : files.toList()) {
                urls.add(file.toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new IllegalStateException("the build copies the oracle's jars to target/oracle", e);
        }
    }

    private @Nullable Message oracleOf(Message empty) {
        try {
            Class<?> type = loader.loadClass(empty.getClass().getName());
            return Internal.getDefaultInstance(type.asSubclass(Message.class));
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /**
     * Asks about each message inside as well: the generated Java does not look into messages whose own file has no rules
     * (the generated C++ does).
     */
    private boolean oracleAccepts(Message message) throws ReflectiveOperationException {
        Message ours = MessageTypes.ofName(message.getDescriptorForType().getFullName());
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            boolean isSkipped = ours != null
                    && MessagePlan.of(ours).skipped.stream()
                            .anyMatch(f -> f.getNumber() == field.getKey().getNumber());
            if (isSkipped) {
                continue;
            }
            List<?> values = field.getValue() instanceof List<?> list ? list : List.of(field.getValue());
            for (Object value : values) {
                if (value instanceof Message child && !oracleAccepts(child)) {
                    return false;
                }
            }
        }
        if (OracleLoader.isShared(message.getClass().getName())
                || message.getDescriptorForType().getOptions().getMapEntry()) {
            return true;
        }
        try {
            Object validator = validatorFor.invoke(index, message.getClass());
            assertValid.invoke(validator, message);
            return true;
        } catch (InvocationTargetException e) {
            if (e.getCause() != null && e.getCause().getClass().getName().equals(PGV + "ValidationException")) {
                return false;
            }
            throw e;
        }
    }

    private static Set<String> amended() throws IOException {
        Set<String> names = new HashSet<>();
        String file = "";
        for (String line : Files.readAllLines(Path.of("../envoy-api/src/main/amendments/envoy-1.40.txt"))) {
            if (line.startsWith("file ")) {
                file = line.substring("file ".length(), line.lastIndexOf('/')).replace('/', '.');
            } else if (line.startsWith("into ")) {
                names.add(ENUM + file + "." + line.split(" ")[1]);
            } else if (line.startsWith("options ") || line.startsWith("optional ")) {
                String field = line.split(" ")[1];
                names.add(file + "." + field.substring(0, field.lastIndexOf('.')));
            }
        }
        assertThat(names).contains("envoy.type.v3.TokenBucket");
        return names;
    }

    private boolean isComparable(FieldDescriptor field, Set<String> changed) {
        Message type = MessageTypes.ofName(field.getContainingType().getFullName());
        Message old = type == null ? null : oracleOf(type);
        boolean isKnown = old == null || old.getDescriptorForType().findFieldByNumber(field.getNumber()) != null;
        FieldDescriptor value = field.isMapField() ? field.getMessageType().findFieldByNumber(2) : field;
        Descriptor child = value.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? value.getMessageType() : null;
        boolean isSameEnum = value.getJavaType() != FieldDescriptor.JavaType.ENUM
                || !changed.contains(ENUM + value.getEnumType().getFullName());
        return isKnown && isSameEnum && (child == null || !changed.contains(child.getFullName()));
    }

    @Test
    void bothComeToOneVerdictOnSomeTypes() throws Exception {
        compare(TYPES, MESSAGES_PER_TYPE);
    }

    @Test
    @Tag("long")
    void bothComeToOneVerdictOnAllTypes() throws Exception {
        compare(Integer.MAX_VALUE, 30 * MESSAGES_PER_TYPE);
    }

    private void compare(int types, int messagesPerType) throws Exception {
        long seed = Long.getLong("nuncio.seed", new Random().nextLong());
        Set<String> changed = amended();
        Map<FieldDescriptor, Boolean> comparable = new java.util.HashMap<>();
        RandomMessages random = new RandomMessages(
                seed, field -> comparable.computeIfAbsent(field, f -> isComparable(f, changed)), false);
        List<String> differences = new ArrayList<>();
        int accepted = 0;
        int refused = 0;
        List<Message> all = AllMessages.topLevel();
        Collections.shuffle(all, new Random(seed));
        for (Message empty : all.subList(0, Math.min(types, all.size()))) {
            Message old = oracleOf(empty);
            String name = empty.getDescriptorForType().getFullName();
            if (old == null || changed.contains(name) || MessageTypes.ofName(name) == null) {
                continue;
            }
            for (int i = 0; i < messagesPerType; i++) {
                Message message = random.like(empty);
                boolean expected = oracleAccepts(old.getParserForType().parseFrom(message.toByteString()));
                Loaded<Message> ours = ConfigLoader.message(name, message, UnknownFields.REFUSE);
                boolean actual =
                        ours.errors().stream().allMatch(e -> e.reason().contains("is deprecated and no longer taken"));
                if (expected != actual) {
                    differences.add(name + ": oracle " + expected + ", ours " + ours.errors() + "\n" + message);
                }
                accepted += expected ? 1 : 0;
                refused += expected ? 0 : 1;
            }
        }
        assertThat(differences).as("seed %d", seed).isEmpty();
        assertThat(accepted).as("valid messages").isGreaterThan(50);
        assertThat(refused).as("invalid messages").isGreaterThan(50);
    }
}
