package io.crj.coordinator.cli;

import picocli.CommandLine.IVersionProvider;

/** Name and version of this program. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }

    /** {@code crj 0.1.0}; without a packaged jar there is no number. */
    static String text() {
        String number = Version.class.getPackage().getImplementationVersion();
        return "crj " + (number == null ? "(development)" : number);
    }
}
