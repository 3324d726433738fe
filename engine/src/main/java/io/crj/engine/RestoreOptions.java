package io.crj.engine;

/**
 * What a restore may do; names and meanings are CRIU's.
 *
 * @param tcpEstablished restore established TCP connections; without it an image that has them is refused
 * @param foreignAddresses connections may use local addresses that this host does not have yet: they arrive before
 *     {@link Restorer#resume()}
 * @param lockId names the network lock and everything else left on the host, e.g. the migration's id
 */
public record RestoreOptions(boolean tcpEstablished, boolean foreignAddresses, String lockId) {

    public static RestoreOptions of(String lockId) {
        return new RestoreOptions(false, false, lockId);
    }

    public RestoreOptions withTcpEstablished(boolean restore) {
        return new RestoreOptions(restore, foreignAddresses, lockId);
    }

    public RestoreOptions withForeignAddresses(boolean allowed) {
        return new RestoreOptions(tcpEstablished, allowed, lockId);
    }
}
