package io.crj.chaos.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads the results that programs print. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** Returns the last line of the output that is a JSON object; fails the test when there is none. */
    public static JsonNode lastObject(String output) {
        String line = output.lines()
                .filter(candidate -> candidate.startsWith("{"))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no JSON object in: " + output));
        return object(line);
    }

    /** Returns the JSON object in a line; fails the test when it is none. */
    public static JsonNode object(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }
}
