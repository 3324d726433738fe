package io.crj.chaos.matrix;

/** From which host of the lab to which a migration goes. */
record Route(String from, String to) {

    /** The host where a party is. */
    String host(Party party) {
        return switch (party) {
            case SOURCE -> from;
            case TARGET -> to;
            case COORDINATOR -> "client";
            case BROKER -> "kafka";
        };
    }

    /** The address of a party's host. */
    String address(Party party) {
        return switch (host(party)) {
            case "hostA" -> "10.77.0.1";
            case "hostB" -> "10.77.0.2";
            case "client" -> "10.77.0.3";
            default -> "10.77.0.4";
        };
    }

    Route back() {
        return new Route(to, from);
    }
}
