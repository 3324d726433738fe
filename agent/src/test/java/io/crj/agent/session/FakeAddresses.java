package io.crj.agent.session;

import io.crj.agent.host.HostAddresses;
import io.crj.engine.error.EngineException;
import io.crj.engine.netaddr.ServiceAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host's addresses that are only a list; changes are noted among the engine's calls, to see their order. */
public class FakeAddresses implements HostAddresses {

    private final List<ServiceAddress> present = new CopyOnWriteArrayList<>();
    private final List<String> calls;
    private volatile boolean refusing;

    public FakeAddresses(List<String> calls, ServiceAddress... present) {
        this.calls = calls;
        this.present.addAll(List.of(present));
    }

    /** The same ones, on a host of which another list tells. */
    FakeAddresses copy(List<String> otherCalls) {
        return new FakeAddresses(otherCalls, present.toArray(ServiceAddress[]::new));
    }

    @Override
    public List<ServiceAddress> list() {
        return present;
    }

    void refuseToAdd(boolean refuse) {
        refusing = refuse;
    }

    @Override
    public void add(ServiceAddress address) {
        if (refusing) {
            throw new EngineException("no device " + address.device());
        }
        if (!present.contains(address)) {
            present.add(address);
        }
        calls.add("added " + address);
    }

    @Override
    public void remove(ServiceAddress address) {
        present.remove(address);
        calls.add("removed " + address);
    }

    @Override
    public void announce(ServiceAddress address) {
        calls.add("announced " + address);
    }
}
