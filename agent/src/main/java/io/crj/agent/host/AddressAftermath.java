package io.crj.agent.host;

import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.Aftermaths;
import io.crj.engine.journal.Side;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.netaddr.ServiceAddress;
import java.util.Map;

/** A service address that has left this host, or has come to it. */
public final class AddressAftermath implements Aftermath {

    public static final String KIND = "address";

    private static final String ADDRESS = "address";
    private static final String WAS_HERE = "was-here";
    private static final String SETTING = "setting";

    private final HostAddresses host;

    private AddressAftermath(HostAddresses host) {
        this.host = host;
    }

    /** All kinds of side effects of an agent on this host: the engine's and this one. */
    public static Aftermaths kinds(HostAddresses host) {
        return Aftermaths.ENGINE.withFirst(KIND, new AddressAftermath(host));
    }

    /** From the source. */
    static SideEffect leaves(ServiceAddress address, HostAddresses host) {
        return effect(address, host, Side.DUMP);
    }

    /** To the target. */
    static SideEffect arrives(ServiceAddress address, HostAddresses host) {
        return effect(address, host, Side.RESTORE);
    }

    private static SideEffect effect(ServiceAddress address, HostAddresses host, Side side) {
        return SideEffect.of(
                KIND,
                ADDRESS,
                address.toString(),
                WAS_HERE,
                Boolean.toString(host.list().contains(address)),
                SETTING,
                host.setting(address),
                Side.FACT,
                side.name());
    }

    @Override
    public void undo(Map<String, String> facts) {
        ServiceAddress address = address(facts);
        if (Boolean.parseBoolean(SideEffect.fact(facts, WAS_HERE))) {
            host.add(address);
        } else {
            host.remove(address);
        }
        restoreSetting(facts);
    }

    @Override
    public void complete(Map<String, String> facts) {
        ServiceAddress address = address(facts);
        if (Side.of(facts) == Side.DUMP) {
            host.remove(address);
        } else {
            host.add(address);
            host.announce(address);
        }
        restoreSetting(facts);
    }

    private void restoreSetting(Map<String, String> facts) {
        host.restoreSetting(address(facts), SideEffect.fact(facts, SETTING));
    }

    private static ServiceAddress address(Map<String, String> facts) {
        return ServiceAddress.parse(SideEffect.fact(facts, ADDRESS));
    }
}
