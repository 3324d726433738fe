package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.Errno.EPROTONOSUPPORT;
import static io.crj.engine.linux.abi.Netlink.NLM_F_DUMP;
import static io.crj.engine.linux.abi.Netlink.NLM_F_REQUEST;

import io.crj.engine.linux.netlink.NetlinkSocket;
import io.crj.engine.linux.netlink.NetlinkWriter;
import io.crj.engine.linux.sys.SyscallException;

/** What the kernel knows of IPsec in the calling thread's network namespace; linux/xfrm.h. */
final class IpsecState {

    private static final int NETLINK_XFRM = 6;
    private static final int XFRM_MSG_GETSA = 0x12;
    private static final int XFRM_MSG_GETPOLICY = 0x15;

    /** Sizes of {@code struct xfrm_usersa_id} and {@code struct xfrm_userpolicy_id}. */
    private static final int STATE_ID_SIZE = 24;

    private static final int POLICY_ID_SIZE = 64;

    private IpsecState() {}

    static boolean isThere() {
        try (NetlinkSocket netlink = NetlinkSocket.open(NETLINK_XFRM)) {
            return hasAny(netlink, XFRM_MSG_GETSA, STATE_ID_SIZE)
                    || hasAny(netlink, XFRM_MSG_GETPOLICY, POLICY_ID_SIZE);
        } catch (SyscallException e) {
            if (e.errno() == EPROTONOSUPPORT) {
                return false;
            }
            throw e;
        }
    }

    private static boolean hasAny(NetlinkSocket netlink, int type, int idBytes) {
        NetlinkWriter request = new NetlinkWriter()
                .begin(type, NLM_F_REQUEST | NLM_F_DUMP, new byte[idBytes])
                .end();
        return !netlink.request(request, "list IPsec states and policies").isEmpty();
    }
}
