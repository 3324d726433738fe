package io.crj.chaos.harness;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives each test a lab of its own, prints the evidence when the test fails, and takes the lab down. */
public final class LabExtension implements BeforeEachCallback, AfterEachCallback {
    private final boolean withBroker;
    private Lab lab;

    private LabExtension(boolean withBroker) {
        this.withBroker = withBroker;
    }

    /** Labs without a broker, which takes half of the time to raise one. */
    public static LabExtension plain() {
        return new LabExtension(false);
    }

    /** Labs with a broker. */
    public static LabExtension withBroker() {
        return new LabExtension(true);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        lab = Lab.up(withBroker);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try (Lab closing = lab) {
            context.getExecutionException().ifPresent(failure -> System.out.println(closing.evidence()));
        }
    }

    /** Returns the lab of the test that runs. */
    public Lab lab() {
        return lab;
    }
}
