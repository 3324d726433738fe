package io.crj.chaos.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.crj.chaos.simulation.clock.Dice;

/** Makes messages of any type that are well-formed and mean nothing. */
final class Messages {

    private static final int DEEPEST = 4;
    private static final String[] TEXTS = {
        "",
        "a",
        "/",
        "..",
        "../../etc/passwd",
        "/dev/null",
        "m-1",
        "10.0.0.1/24",
        "fe80::1",
        "0.0.0.0/0",
        "\0",
        "ä\n",
        "-1",
        "x".repeat(300)
    };

    private Messages() {}

    /** All required fields, and some of the others. */
    static Message random(Message prototype, Dice dice) {
        return random(prototype.newBuilderForType(), dice, 0).build();
    }

    private static Message.Builder random(Message.Builder builder, Dice dice, int depth) {
        double density = depth >= DEEPEST ? 0 : 0.7 / (1 + depth);
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            if (field.isRepeated()) {
                for (int count = dice.chance(density) ? dice.below(4) : 0; count > 0; count--) {
                    builder.addRepeatedField(field, value(builder, field, dice, depth));
                }
            } else if (field.isRequired() || dice.chance(density)) {
                builder.setField(field, value(builder, field, dice, depth));
            }
        }
        return builder;
    }

    private static Object value(Message.Builder builder, FieldDescriptor field, Dice dice, int depth) {
        return switch (field.getJavaType()) {
            case INT -> dice.chance(0.5) ? dice.below(8) : Bytes.oddNumber(dice);
            case LONG -> dice.chance(0.5) ? (long) dice.below(8) * 4096 : oddLong(dice);
            case FLOAT -> (float) dice.below(100);
            case DOUBLE -> (double) dice.below(100);
            case BOOLEAN -> dice.chance(0.5);
            case STRING -> dice.pick(TEXTS);
            case BYTE_STRING -> ByteString.copyFrom(Bytes.random(dice.below(40), dice));
            case ENUM ->
                field.getEnumType()
                        .getValues()
                        .get(dice.below(field.getEnumType().getValues().size()));
            case MESSAGE ->
                random(builder.newBuilderForField(field), dice, depth + 1).build();
        };
    }

    private static long oddLong(Dice dice) {
        return dice.chance(0.5) ? dice.number() : Bytes.oddNumber(dice);
    }
}
