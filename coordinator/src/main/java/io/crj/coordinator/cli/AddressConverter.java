package io.crj.coordinator.cli;

import io.crj.coordinator.effect.AgentAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code HOST[:PORT]}. */
final class AddressConverter implements ITypeConverter<AgentAddress> {

    @Override
    public AgentAddress convert(String text) {
        try {
            return AgentAddress.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new TypeConversionException(malformed.getMessage());
        }
    }
}
