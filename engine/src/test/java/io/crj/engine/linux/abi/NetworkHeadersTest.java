package io.crj.engine.linux.abi;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares every constant of the network classes with what the C compiler makes of the headers. */
class NetworkHeadersTest {

    private static final String INCLUDES = """
            #define _GNU_SOURCE
            #include <stddef.h>
            #include <stdio.h>
            #include <poll.h>
            #include <sys/socket.h>
            #include <sys/ioctl.h>
            #include <netinet/in.h>
            #include <netinet/udp.h>
            #include <linux/bpf.h>
            #include <linux/filter.h>
            #include <linux/icmp.h>
            #include <linux/icmpv6.h>
            #include <linux/if_addr.h>
            #include <linux/netlink.h>
            #include <linux/netfilter.h>
            #include <linux/netfilter/nf_tables.h>
            #include <linux/netfilter/nfnetlink.h>
            #include <linux/fib_rules.h>
            #include <linux/neighbour.h>
            #include <linux/nexthop.h>
            #include <linux/rtnetlink.h>
            #include <linux/sockios.h>
            #include <linux/tcp.h>
            #include <linux/sock_diag.h>
            #include <linux/un.h>
            #include <linux/unix_diag.h>
            """;

    /** Names of ours, and values that only the kernel's own headers or another name give. */
    private static final Map<String, String> EXPRESSIONS = Map.ofEntries(
            Map.entry("SUN_PATH", "offsetof(struct sockaddr_un, sun_path)"),
            Map.entry("REQUEST_SIZE", "sizeof(struct unix_diag_req)"),
            Map.entry("REQUEST_STATES", "offsetof(struct unix_diag_req, udiag_states)"),
            Map.entry("REQUEST_SHOW", "offsetof(struct unix_diag_req, udiag_show)"),
            Map.entry("MESSAGE_SIZE", "sizeof(struct unix_diag_msg)"),
            Map.entry("MESSAGE_TYPE", "offsetof(struct unix_diag_msg, udiag_type)"),
            Map.entry("MESSAGE_STATE", "offsetof(struct unix_diag_msg, udiag_state)"),
            Map.entry("MESSAGE_INODE", "offsetof(struct unix_diag_msg, udiag_ino)"),
            Map.entry("MSGHDR_SIZE", "sizeof(struct msghdr)"),
            Map.entry("MSG_NAME", "offsetof(struct msghdr, msg_name)"),
            Map.entry("MSG_NAMELEN", "offsetof(struct msghdr, msg_namelen)"),
            Map.entry("MSG_IOV", "offsetof(struct msghdr, msg_iov)"),
            Map.entry("MSG_IOVLEN", "offsetof(struct msghdr, msg_iovlen)"),
            Map.entry("MSG_CONTROL", "offsetof(struct msghdr, msg_control)"),
            Map.entry("MSG_CONTROLLEN", "offsetof(struct msghdr, msg_controllen)"),
            Map.entry("MSG_FLAGS", "offsetof(struct msghdr, msg_flags)"),
            Map.entry("CMSGHDR_SIZE", "sizeof(struct cmsghdr)"),
            Map.entry("CMSG_LEVEL", "offsetof(struct cmsghdr, cmsg_level)"),
            Map.entry("CMSG_TYPE", "offsetof(struct cmsghdr, cmsg_type)"),
            Map.entry("UCRED_SIZE", "sizeof(struct ucred)"),
            Map.entry("SOCK_FILTER_SIZE", "sizeof(struct sock_filter)"),
            Map.entry("ICMPV6_FILTER_SIZE", "sizeof(struct icmp6_filter)"),
            Map.entry("SCM_PIDFD", "4"),
            Map.entry("SO_BUF_LOCK", "72"),
            Map.entry("SOCK_SNDBUF_LOCK", "1"),
            Map.entry("SOCK_RCVBUF_LOCK", "2"),
            Map.entry("IPPROTO_MPTCP", "262"),
            Map.entry("SOCKADDR_IN_SIZE", "sizeof(struct sockaddr_in)"),
            Map.entry("SOCKADDR_IN6_SIZE", "sizeof(struct sockaddr_in6)"),
            Map.entry("SIN_PORT", "offsetof(struct sockaddr_in, sin_port)"),
            Map.entry("SIN_ADDR", "offsetof(struct sockaddr_in, sin_addr)"),
            Map.entry("SIN6_ADDR", "offsetof(struct sockaddr_in6, sin6_addr)"),
            Map.entry("SIN6_SCOPE_ID", "offsetof(struct sockaddr_in6, sin6_scope_id)"),
            Map.entry("TCPOPT_MSS", "2"),
            Map.entry("TCPOPT_WINDOW", "3"),
            Map.entry("TCPOPT_SACK_PERM", "4"),
            Map.entry("TCPOPT_TIMESTAMP", "8"),
            Map.entry("REPAIR_OPT_SIZE", "sizeof(struct tcp_repair_opt)"),
            Map.entry("REPAIR_WINDOW_SIZE", "sizeof(struct tcp_repair_window)"),
            Map.entry("TCPI_STATE", "offsetof(struct tcp_info, tcpi_state)"),
            Map.entry("TCPI_OPTIONS", "offsetof(struct tcp_info, tcpi_options)"),
            Map.entry("TCPI_WSCALE", "offsetof(struct tcp_info, tcpi_options) + 1"),
            Map.entry("TCPI_UNACKED", "offsetof(struct tcp_info, tcpi_unacked)"),
            Map.entry("TCPI_SACKED", "offsetof(struct tcp_info, tcpi_sacked)"),
            Map.entry("TCPI_RETRANSMITS", "offsetof(struct tcp_info, tcpi_retransmits)"),
            Map.entry("TCPI_RTT", "offsetof(struct tcp_info, tcpi_rtt)"),
            Map.entry("MD5SIG_SIZE", "sizeof(struct tcp_md5sig)"),
            Map.entry("MD5SIG_FLAGS", "offsetof(struct tcp_md5sig, tcpm_flags)"),
            Map.entry("MD5SIG_FLAG_PREFIX", "TCP_MD5SIG_FLAG_PREFIX"),
            Map.entry("MD5SIG_PREFIX", "offsetof(struct tcp_md5sig, tcpm_prefixlen)"),
            Map.entry("MD5SIG_LENGTH", "offsetof(struct tcp_md5sig, tcpm_keylen)"),
            Map.entry("MD5SIG_KEY", "offsetof(struct tcp_md5sig, tcpm_key)"),
            Map.entry("TCP_INFO_SIZE", "offsetof(struct tcp_info, tcpi_pacing_rate)"),
            Map.entry("SIOCINQ", "FIONREAD"),
            Map.entry("SIOCOUTQ", "TIOCOUTQ"),
            Map.entry("NLMSG_HEADER_SIZE", "sizeof(struct nlmsghdr)"),
            Map.entry("NLA_HEADER_SIZE", "sizeof(struct nlattr)"),
            Map.entry("ALIGN", "NLMSG_ALIGNTO"),
            Map.entry("RTMSG_SIZE", "sizeof(struct rtmsg)"),
            Map.entry("RTNEXTHOP_SIZE", "sizeof(struct rtnexthop)"),
            Map.entry("FIB_RULE_HDR_SIZE", "sizeof(struct fib_rule_hdr)"),
            Map.entry("FIB_RULE_HDR_TABLE_AT", "offsetof(struct fib_rule_hdr, table)"),
            Map.entry("NDMSG_SIZE", "sizeof(struct ndmsg)"),
            Map.entry("NHMSG_SIZE", "sizeof(struct nhmsg)"),
            Map.entry("TCMSG_SIZE", "sizeof(struct tcmsg)"),
            Map.entry("IFADDRMSG_SIZE", "sizeof(struct ifaddrmsg)"));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            classes = {
                Socket.class,
                In.class,
                Tcp.class,
                Sockios.class,
                Netlink.class,
                Nfnetlink.class,
                NfTables.class,
                Rtnetlink.class,
                Un.class,
                UnixDiag.class
            })
    void shouldAgreeWithTheHeaders(Class<?> constants) throws Exception {
        HeaderConstants.compare(directory, constants, INCLUDES, name -> expression(constants, name));
    }

    private static String expression(Class<?> constants, String name) {
        boolean tcpState = constants == Tcp.class
                && name.matches("TCP_(ESTABLISHED|SYN_.*|FIN_.*|TIME_WAIT|CLOSE|CLOSE_WAIT|LAST_ACK|LISTEN|CLOSING)");
        // The states' only header of user space is that of BPF programs, under names of their own.
        return tcpState ? "BPF_" + name : EXPRESSIONS.getOrDefault(name, name);
    }
}
