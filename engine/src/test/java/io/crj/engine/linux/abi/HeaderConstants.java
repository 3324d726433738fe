package io.crj.engine.linux.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Compares constants of an ABI class with what the C compiler makes of the headers. */
final class HeaderConstants {

    private HeaderConstants() {}

    /**
     * @param includes beginning of the C program
     * @param expression the C expression for a constant of ours
     */
    static void compare(Path directory, Class<?> constants, String includes, UnaryOperator<String> expression)
            throws Exception {
        Map<String, Long> ours = new TreeMap<>();
        StringBuilder program = new StringBuilder(includes).append("int main(void)\n{\n");
        for (Field field : constants.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && field.getType() == int.class) {
                ours.put(field.getName(), (long) field.getInt(null));
                program.append(String.format(
                        "    printf(\"%s %%ld\\n\", (long)(%s));%n",
                        field.getName(), expression.apply(field.getName())));
            }
        }
        Path source = directory.resolve("constants.c");
        Files.writeString(source, program.append("    return 0;\n}\n"));
        run("gcc", "-o", directory.resolve("constants").toString(), source.toString());
        Map<String, Long> theirs = new TreeMap<>();
        run(directory.resolve("constants").toString()).lines().forEach(line -> {
            String[] words = line.split(" ");
            theirs.put(words[0], Long.parseLong(words[1]));
        });
        assertThat(ours).isNotEmpty().isEqualTo(theirs);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
