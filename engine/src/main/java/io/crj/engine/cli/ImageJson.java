package io.crj.engine.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageFile;
import io.crj.engine.image.ImageKind;
import java.io.PrintWriter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prints an image file as JSON, with the names that the format gives its files and fields. */
final class ImageJson {

    private static final String STEP = "    ";

    /** Numbers that people read as addresses or registers. */
    private static final Set<String> HEXADECIMAL =
            Set.of("vaddr", "start", "end", "clear_tid_addr", "status", "ss_sp", "rseq_abi_pointer", "futex_rla");

    /** Where the magic's name differs from the kind's. */
    private static final Map<ImageKind, String> MAGIC_NAMES =
            Map.of(ImageKind.STATS_DUMP, "STATS", ImageKind.STATS_RESTORE, "STATS");

    private final PrintWriter out;

    ImageJson(PrintWriter out) {
        this.out = out;
    }

    void print(ImageFile file) {
        out.print("{\n" + STEP + "\"magic\": \""
                + MAGIC_NAMES.getOrDefault(file.kind(), file.kind().name()));
        out.print("\",\n" + STEP + "\"entries\": [");
        boolean[] first = {true};
        file.forEach(entry -> {
            out.print(first[0] ? "\n" : ",\n");
            first[0] = false;
            out.print(STEP + STEP);
            entry(entry);
        });
        out.print((first[0] ? "" : "\n" + STEP) + "]\n}\n");
    }

    private void entry(ImageEntry entry) {
        String indent = STEP + STEP;
        boolean any = fields(entry.message(), indent);
        if (entry.payload().length > 0) {
            out.print((any ? ",\n" : "{\n") + indent + STEP + "\"extra\": \"... <" + entry.payload().length
                    + " bytes>\"");
            any = true;
        }
        close(any, indent);
    }

    private void message(Message message, String indent) {
        close(fields(message, indent), indent);
    }

    private void close(boolean any, String indent) {
        out.print(any ? "\n" + indent + "}" : "{}");
    }

    /** Prints the brace and all fields; whether there was one. */
    private boolean fields(MessageOrBuilder message, String indent) {
        boolean any = false;
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            out.print((any ? ",\n" : "{\n") + indent + STEP + "\""
                    + field.getKey().getName() + "\": ");
            any = true;
            if (field.getKey().isRepeated()) {
                list(field.getKey(), (List<?>) field.getValue(), indent + STEP);
            } else {
                value(field.getKey(), field.getValue(), indent + STEP);
            }
        }
        return any;
    }

    private void list(FieldDescriptor field, List<?> values, String indent) {
        String separator = "[\n";
        for (Object value : values) {
            out.print(separator + indent + STEP);
            value(field, value, indent + STEP);
            separator = ",\n";
        }
        out.print("\n" + indent + "]");
    }

    private void value(FieldDescriptor field, Object value, String indent) {
        if (value instanceof Message nested) {
            message(nested, indent);
        } else if (value instanceof EnumValueDescriptor name) {
            out.print(quoted(name.getName()));
        } else if (value instanceof String text) {
            out.print(quoted(text));
        } else if (value instanceof ByteString bytes) {
            out.print(quoted(Base64.getEncoder().encodeToString(bytes.toByteArray())));
        } else {
            out.print(number(field, value));
        }
    }

    private static String number(FieldDescriptor field, Object value) {
        if (isHexadecimal(field) && value instanceof Number number) {
            long bits = value instanceof Integer i ? Integer.toUnsignedLong(i) : number.longValue();
            return "\"0x" + Long.toHexString(bits) + "\"";
        }
        return switch (field.getType()) {
            case UINT32, FIXED32 -> Integer.toUnsignedString((Integer) value);
            case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
            default -> value.toString();
        };
    }

    private static boolean isHexadecimal(FieldDescriptor field) {
        if (field.isRepeated() || field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN) {
            return false;
        }
        String owner = field.getContainingType().getName();
        return HEXADECIMAL.contains(field.getName())
                || owner.equals("UserX86RegsEntry")
                || (owner.equals("MmEntry") && field.getName().startsWith("mm_"));
    }

    private static String quoted(String text) {
        StringBuilder result = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> result.append('\\').append(c);
                case '\n' -> result.append("\\n");
                default -> {
                    if (c < ' ' || c == 0x7f) {
                        result.append(String.format("\\u%04x", (int) c));
                    } else {
                        result.append(c);
                    }
                }
            }
        }
        return result.append('"').toString();
    }
}
