package io.crj.coordinator.migration;

/**
 * What the source said about the tree.
 *
 * @param pid its root, as seen on the source
 * @param command name of the root
 * @param processes how many, from 1
 * @param threads of all processes together; 0 when the tree has its own pid namespace, whose numbers are nobody else's concern
 * @param residentBytes memory in use
 * @param connections established TCP connections
 */
public record SourceFacts(int pid, String command, int processes, int threads, long residentBytes, int connections) {}
