package io.crj.chaos.matrix;

import io.crj.chaos.harness.Lab;
import java.util.Optional;

/** A fault done to a site, and its end. */
final class Injury {

    /** On the switch: what comes from a host's cable, or goes to it, is dropped. */
    private static final String TABLE = "table bridge chaos";

    private static final String FILL = "dd if=/dev/zero of=/var/lib/crj/full bs=4096 2>/dev/null || true";

    /** Longer than a peer may be silent. */
    private static final long SILENCE_MILLIS = 3500;

    private static final long DEATH_MILLIS = 300;

    private final Site site;
    private final Route route;
    private final Fault fault;
    private Optional<ProcessHandle> stopped = Optional.empty();
    private boolean inflicted;
    private boolean healed;

    Injury(Site site, Route route, Fault fault) {
        this.site = site;
        this.route = route;
        this.fault = fault;
    }

    /** Does it; returns after how long it should end, 0: with the migration. */
    synchronized long inflict() {
        inflicted = true;
        return switch (fault.kind()) {
            case KILL -> kill();
            case STOP -> stop();
            case CUT ->
                rules("iifname " + cable() + " drop; add rule bridge chaos forward oifname " + cable() + " drop");
            case MUTE -> rules("iifname " + cable() + " drop");
            case SLOW -> narrow();
            case FULL -> untilTheEnd(host(), "sh", "-c", FILL);
            case CORRUPT -> corrupt();
        };
    }

    /** Ends it; returns whether it had not ended before. */
    synchronized boolean heal() {
        if (healed || !inflicted) {
            return false;
        }
        healed = true;
        Lab lab = site.lab();
        switch (fault.kind()) {
            case KILL -> revive();
            case STOP -> stopped.ifPresent(Injury::goOn);
            case CUT, MUTE, CORRUPT -> lab.exec("switch", "nft", "delete " + TABLE);
            case SLOW -> lab.exec(host(), "tc", "qdisc", "delete", "dev", "eth0", "root");
            case FULL -> lab.exec(host(), "rm", "-f", "/var/lib/crj/full");
        }
        return true;
    }

    private String host() {
        return route.host(fault.party());
    }

    private String cable() {
        return "to-" + host();
    }

    private long kill() {
        // Its handle says when it is gone; until then it may still hold what it held.
        site.process(fault.party(), route).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
        return DEATH_MILLIS;
    }

    private void revive() {
        switch (fault.party()) {
            case COORDINATOR -> {
                // A new one takes over; that is the run's to do.
            }
            case BROKER -> site.lab().broker("start");
            default -> {
                site.lab().agent(host(), "start");
                site.agentStarted();
            }
        }
    }

    private long stop() {
        stopped = site.process(fault.party(), route);
        stopped.ifPresent(Signal.STOP::send);
        return SILENCE_MILLIS;
    }

    /** nsenter stops with the program that it waits for. */
    private static void goOn(ProcessHandle process) {
        Signal.CONT.send(process);
        process.parent().ifPresent(Signal.CONT::send);
    }

    private long rules(String rule) {
        site.lab()
                .exec(
                        "switch",
                        "nft",
                        "add " + TABLE + "; add chain bridge chaos forward "
                                + "{ type filter hook forward priority 0; }; add rule bridge chaos forward " + rule);
        return SILENCE_MILLIS;
    }

    /** One packet's payload has another byte 40; the first 32 bytes are TCP's header. */
    private long corrupt() {
        rules("iifname " + cable()
                + " tcp dport 7070 meta length > 120 limit rate 1/hour burst 1 packets @th,576,8 set 0xa5");
        return 0;
    }

    private long narrow() {
        site.lab()
                .exec(
                        host(), "tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", "16mbit", "burst", "32kb",
                        "latency", "400ms");
        return 0;
    }

    private long untilTheEnd(String host, String... command) {
        site.lab().exec(host, command);
        return 0;
    }
}
