package io.crj.engine.namespace.net;

import java.util.List;

/** The order of the per-device settings of IPv4 and IPv6 in images; they lie in {@code conf/DEVICE} below /proc/sys/net. */
final class Sysctls {

    static final String IPV4 = "ipv4/conf";
    static final String IPV6 = "ipv6/conf";

    static final List<String> CONF4 = List.of(
            "accept_local",
            "accept_redirects",
            "accept_source_route",
            "arp_accept",
            "arp_announce",
            "arp_filter",
            "arp_ignore",
            "arp_notify",
            "bootp_relay",
            "disable_policy",
            "disable_xfrm",
            "force_igmp_version",
            "forwarding",
            "igmpv2_unsolicited_report_interval",
            "igmpv3_unsolicited_report_interval",
            "log_martians",
            "medium_id",
            "promote_secondaries",
            "proxy_arp",
            "proxy_arp_pvlan",
            "route_localnet",
            "rp_filter",
            "secure_redirects",
            "send_redirects",
            "shared_media",
            "src_valid_mark",
            "tag",
            "ignore_routes_with_linkdown",
            "drop_gratuitous_arp",
            "drop_unicast_in_l2_multicast");

    /** The only one of {@link #CONF6} that is no number. */
    static final String STABLE_SECRET = "stable_secret";

    static final List<String> CONF6 = List.of(
            "accept_dad",
            "accept_ra",
            "accept_ra_defrtr",
            "accept_ra_from_local",
            "accept_ra_min_hop_limit",
            "accept_ra_mtu",
            "accept_ra_pinfo",
            "accept_ra_rt_info_max_plen",
            "accept_ra_rtr_pref",
            "accept_redirects",
            "accept_source_route",
            "autoconf",
            "dad_transmits",
            "disable_ipv6",
            "drop_unicast_in_l2_multicast",
            "drop_unsolicited_na",
            "force_mld_version",
            "force_tllao",
            "forwarding",
            "hop_limit",
            "ignore_routes_with_linkdown",
            "keep_addr_on_down",
            "max_addresses",
            "max_desync_factor",
            "mldv1_unsolicited_report_interval",
            "mldv2_unsolicited_report_interval",
            "mtu",
            "ndisc_notify",
            "optimistic_dad",
            "proxy_ndp",
            "regen_max_retry",
            "router_probe_interval",
            "router_solicitation_delay",
            "router_solicitation_interval",
            "router_solicitations",
            STABLE_SECRET,
            "suppress_frag_ndisc",
            "temp_prefered_lft",
            "temp_valid_lft",
            "use_oif_addrs_only",
            "use_optimistic",
            "use_tempaddr");

    static final String MAX_DGRAM_QLEN = "unix/max_dgram_qlen";
    static final String PING_GROUP_RANGE = "ipv4/ping_group_range";

    /** What a new namespace has: no group. */
    static final String NO_PING_GROUP = "1\t0";

    private Sysctls() {}
}
