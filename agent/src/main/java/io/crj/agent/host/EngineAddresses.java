package io.crj.agent.host;

import io.crj.engine.netaddr.Announcement;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.engine.netaddr.ServiceAddresses;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of the network namespace that this process is in. */
public final class EngineAddresses implements HostAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(EngineAddresses.class);

    @Override
    public List<ServiceAddress> list() {
        return ServiceAddresses.list();
    }

    @Override
    public void add(ServiceAddress address) {
        LOG.info("service address {} {}", address, ServiceAddresses.add(address) ? "added" : "was here already");
    }

    @Override
    public void remove(ServiceAddress address) {
        LOG.info("service address {} {}", address, ServiceAddresses.remove(address) ? "removed" : "was not here");
    }

    @Override
    public String setting(ServiceAddress address) {
        return ServiceAddresses.promotion(address);
    }

    @Override
    public void restoreSetting(ServiceAddress address, String setting) {
        ServiceAddresses.restorePromotion(address, setting);
    }

    @Override
    public void announce(ServiceAddress address) {
        if (!Announcement.send(address)) {
            LOG.info("service address {}: the device is no Ethernet, nobody to tell", address);
        }
    }
}
