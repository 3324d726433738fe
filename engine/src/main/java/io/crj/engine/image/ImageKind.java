package io.crj.engine.image;

import com.google.protobuf.Message;
import io.crj.engine.image.proto.ApparmorEntry;
import io.crj.engine.image.proto.AutofsEntry;
import io.crj.engine.image.proto.BinfmtMiscEntry;
import io.crj.engine.image.proto.BpfmapDataEntry;
import io.crj.engine.image.proto.BpfmapFileEntry;
import io.crj.engine.image.proto.CgroupEntry;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.CpuinfoEntry;
import io.crj.engine.image.proto.CredsEntry;
import io.crj.engine.image.proto.EventfdFileEntry;
import io.crj.engine.image.proto.EventpollFileEntry;
import io.crj.engine.image.proto.EventpollTfdEntry;
import io.crj.engine.image.proto.ExtFileEntry;
import io.crj.engine.image.proto.FanotifyFileEntry;
import io.crj.engine.image.proto.FanotifyMarkEntry;
import io.crj.engine.image.proto.FdinfoEntry;
import io.crj.engine.image.proto.FifoEntry;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.FileLockEntry;
import io.crj.engine.image.proto.FsEntry;
import io.crj.engine.image.proto.GhostFileEntry;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.image.proto.InotifyFileEntry;
import io.crj.engine.image.proto.InotifyWdEntry;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.image.proto.IpcMsgEntry;
import io.crj.engine.image.proto.IpcSemEntry;
import io.crj.engine.image.proto.IpcShmEntry;
import io.crj.engine.image.proto.IpcVarEntry;
import io.crj.engine.image.proto.IrmapCacheEntry;
import io.crj.engine.image.proto.ItimerEntry;
import io.crj.engine.image.proto.MemfdInodeEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.MntEntry;
import io.crj.engine.image.proto.NetDeviceEntry;
import io.crj.engine.image.proto.NetlinkSkEntry;
import io.crj.engine.image.proto.NetnsEntry;
import io.crj.engine.image.proto.NsFileEntry;
import io.crj.engine.image.proto.PacketSockEntry;
import io.crj.engine.image.proto.PagemapEntry;
import io.crj.engine.image.proto.PidfdEntry;
import io.crj.engine.image.proto.PidnsEntry;
import io.crj.engine.image.proto.PipeDataEntry;
import io.crj.engine.image.proto.PipeEntry;
import io.crj.engine.image.proto.PosixTimerEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.image.proto.RemapFilePathEntry;
import io.crj.engine.image.proto.RlimitEntry;
import io.crj.engine.image.proto.SaEntry;
import io.crj.engine.image.proto.SeccompEntry;
import io.crj.engine.image.proto.SiginfoEntry;
import io.crj.engine.image.proto.SignalfdEntry;
import io.crj.engine.image.proto.SkPacketEntry;
import io.crj.engine.image.proto.StatsEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.image.proto.TcpStreamEntry;
import io.crj.engine.image.proto.TimensEntry;
import io.crj.engine.image.proto.TimerfdEntry;
import io.crj.engine.image.proto.TtyDataEntry;
import io.crj.engine.image.proto.TtyFileEntry;
import io.crj.engine.image.proto.TtyInfoEntry;
import io.crj.engine.image.proto.TunfileEntry;
import io.crj.engine.image.proto.UnixSkEntry;
import io.crj.engine.image.proto.UsernsEntry;
import io.crj.engine.image.proto.UtsnsEntry;
import io.crj.engine.image.proto.VmaEntry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every file of a CRIU image directory: its name, its magic and the message its entries hold. */
public enum ImageKind {
    INVENTORY("inventory.img", 0x58313116, InventoryEntry.getDefaultInstance()),
    FDINFO("fdinfo-%d.img", 0x56213732, FdinfoEntry.getDefaultInstance()),
    PAGEMAP("pagemap-%d.img", 0x56084025, PagemapEntry.getDefaultInstance()),
    SHMEM_PAGEMAP("pagemap-shmem-%d.img", 0x56084025, PagemapEntry.getDefaultInstance()),
    REG_FILES("reg-files.img", 0x50363636, RegFileEntry.getDefaultInstance()),
    EXT_FILES("ext-files.img", 0x59255641, ExtFileEntry.getDefaultInstance()),
    NS_FILES("ns-files.img", 0x61394011, NsFileEntry.getDefaultInstance()),
    EVENTFD_FILE("eventfd.img", 0x44523722, EventfdFileEntry.getDefaultInstance()),
    EVENTPOLL_FILE("eventpoll.img", 0x45023858, EventpollFileEntry.getDefaultInstance()),
    EVENTPOLL_TFD("eventpoll-tfd.img", 0x44433746, EventpollTfdEntry.getDefaultInstance()),
    SIGNALFD("signalfd.img", 0x57323820, SignalfdEntry.getDefaultInstance()),
    INOTIFY_FILE("inotify.img", 0x48424431, InotifyFileEntry.getDefaultInstance()),
    INOTIFY_WD("inotify-wd.img", 0x54562009, InotifyWdEntry.getDefaultInstance()),
    FANOTIFY_FILE("fanotify.img", 0x55096122, FanotifyFileEntry.getDefaultInstance()),
    FANOTIFY_MARK("fanotify-mark.img", 0x56506035, FanotifyMarkEntry.getDefaultInstance()),
    CORE("core-%d.img", 0x55053847, CoreEntry.getDefaultInstance()),
    IDS("ids-%d.img", 0x54432030, TaskKobjIdsEntry.getDefaultInstance()),
    MM("mm-%d.img", 0x57492820, MmEntry.getDefaultInstance()),
    VMAS("vmas-%d.img", 0x54123737, VmaEntry.getDefaultInstance()),
    PIPES("pipes.img", 0x56513555, PipeEntry.getDefaultInstance()),
    PIPES_DATA("pipes-data.img", 0x56453709, PipeDataEntry.getDefaultInstance()),
    FIFO("fifo.img", 0x58364939, FifoEntry.getDefaultInstance()),
    FIFO_DATA("fifo-data.img", 0x59333054, PipeDataEntry.getDefaultInstance()),
    PSTREE("pstree.img", 0x50273030, PstreeEntry.getDefaultInstance()),
    SIGACT("sigacts-%d.img", 0x55344201, SaEntry.getDefaultInstance()),
    UNIXSK("unixsk.img", 0x54373943, UnixSkEntry.getDefaultInstance()),
    INETSK("inetsk.img", 0x56443851, InetSkEntry.getDefaultInstance()),
    PACKETSK("packetsk.img", 0x60454618, PacketSockEntry.getDefaultInstance()),
    NETLINK_SK("netlinksk.img", 0x58005614, NetlinkSkEntry.getDefaultInstance()),
    SK_QUEUES("sk-queues.img", 0x56264026, SkPacketEntry.getDefaultInstance()),
    ITIMERS("itimers-%d.img", 0x57464056, ItimerEntry.getDefaultInstance()),
    POSIX_TIMERS("posix-timers-%d.img", 0x52603957, PosixTimerEntry.getDefaultInstance()),
    CREDS("creds-%d.img", 0x54023547, CredsEntry.getDefaultInstance()),
    UTSNS("utsns-%d.img", 0x54473203, UtsnsEntry.getDefaultInstance()),
    IPC_VAR("ipcns-var-%d.img", 0x53115007, IpcVarEntry.getDefaultInstance()),
    IPCNS_SHM("ipcns-shm-%d.img", 0x46283044, IpcShmEntry.getDefaultInstance()),
    IPCNS_MSG("ipcns-msg-%d.img", 0x55453737, IpcMsgEntry.getDefaultInstance()),
    IPCNS_SEM("ipcns-sem-%d.img", 0x59573019, IpcSemEntry.getDefaultInstance()),
    FS("fs-%d.img", 0x51403912, FsEntry.getDefaultInstance()),
    REMAP_FPATH("remap-fpath.img", 0x59133954, RemapFilePathEntry.getDefaultInstance()),
    GHOST_FILE("ghost-file-%x.img", 0x52583605, GhostFileEntry.getDefaultInstance()),
    MEMFD_INODE("memfd.img", 0x48453499, MemfdInodeEntry.getDefaultInstance()),
    TCP_STREAM("tcp-stream-%x.img", 0x51465506, TcpStreamEntry.getDefaultInstance()),
    MNTS("mountpoints-%d.img", 0x55563928, MntEntry.getDefaultInstance()),
    NETDEV("netdev-%d.img", 0x57373951, NetDeviceEntry.getDefaultInstance()),
    NETNS("netns-%d.img", 0x55933752, NetnsEntry.getDefaultInstance()),
    IFADDR("ifaddr-%d.img", 0, null),
    ROUTE("route-%d.img", 0, null),
    ROUTE6("route6-%d.img", 0, null),
    RULE("rule-%d.img", 0, null),
    IPTABLES("iptables-%d.img", 0, null),
    IP6TABLES("ip6tables-%d.img", 0, null),
    NFTABLES("nftables-%d.img", 0, null),
    TMPFS_IMG("tmpfs-%d.tar.gz.img", 0, null),
    TMPFS_DEV("tmpfs-dev-%d.tar.gz.img", 0, null),
    AUTOFS("autofs-%d.img", 0x49353943, AutofsEntry.getDefaultInstance()),
    BINFMT_MISC("binfmt-misc.img", 0x67343323, BinfmtMiscEntry.getDefaultInstance()),
    TTY_FILES("tty.img", 0x59433025, TtyFileEntry.getDefaultInstance()),
    TTY_INFO("tty-info.img", 0x59453036, TtyInfoEntry.getDefaultInstance()),
    TTY_DATA("tty-data.img", 0x59413026, TtyDataEntry.getDefaultInstance()),
    FILE_LOCKS("filelocks.img", 0x54323616, FileLockEntry.getDefaultInstance()),
    RLIMIT("rlimit-%d.img", 0x57113925, RlimitEntry.getDefaultInstance()),
    PAGES("pages-%d.img", 0, null),
    SIGNAL("signal-s-%d.img", 0x59255647, SiginfoEntry.getDefaultInstance()),
    PSIGNAL("signal-p-%d.img", 0x59255647, SiginfoEntry.getDefaultInstance()),
    TUNFILE("tunfile.img", 0x57143751, TunfileEntry.getDefaultInstance()),
    CGROUP("cgroup.img", 0x59383330, CgroupEntry.getDefaultInstance()),
    TIMERFD("timerfd.img", 0x50493712, TimerfdEntry.getDefaultInstance()),
    CPUINFO("cpuinfo.img", 0x61404013, CpuinfoEntry.getDefaultInstance()),
    SECCOMP("seccomp.img", 0x64413049, SeccompEntry.getDefaultInstance()),
    USERNS("userns-%d.img", 0x55474906, UsernsEntry.getDefaultInstance()),
    NETNF_CT("netns-ct-%d.img", 0, null),
    NETNF_EXP("netns-exp-%d.img", 0, null),
    FILES("files.img", 0x56303138, FileEntry.getDefaultInstance()),
    TIMENS("timens-%d.img", 0x43114433, TimensEntry.getDefaultInstance()),
    PIDNS("pidns-%d.img", 0x61157326, PidnsEntry.getDefaultInstance()),
    BPFMAP_FILE("bpfmap-file.img", 0x57506142, BpfmapFileEntry.getDefaultInstance()),
    BPFMAP_DATA("bpfmap-data.img", 0x64324033, BpfmapDataEntry.getDefaultInstance()),
    APPARMOR("apparmor.img", 0x59423047, ApparmorEntry.getDefaultInstance()),
    PIDFD("pidfd.img", 0x54435556, PidfdEntry.getDefaultInstance()),
    STATS_DUMP("stats-dump", 0x57093306, StatsEntry.getDefaultInstance()),
    STATS_RESTORE("stats-restore", 0x57093306, StatsEntry.getDefaultInstance()),
    IRMAP_CACHE("irmap-cache", 0x57004059, IrmapCacheEntry.getDefaultInstance());

    private final String pattern;
    private final int magic;
    private final Message prototype;

    ImageKind(String pattern, int magic, Message prototype) {
        this.pattern = pattern;
        this.magic = magic;
        this.prototype = prototype;
    }

    /** File name for the object {@code id}; ignored by kinds of which a directory has only one. */
    public String fileName(long id) {
        return isNumbered() ? String.format(Locale.ROOT, pattern, id) : pattern;
    }

    /** The kind of which {@code magic} is the own magic; of several, the first. */
    public static Optional<ImageKind> ofMagic(int magic) {
        return Arrays.stream(values())
                .filter(kind -> !kind.isRaw() && kind.magic == magic)
                .findFirst();
    }

    /** Whether a directory has one file of this kind for each object. */
    public boolean isNumbered() {
        return pattern.contains("%");
    }

    /** Whether the file has no head and no entries, just bytes. */
    public boolean isRaw() {
        return prototype == null;
    }

    /** The kind's own magic; 0 for raw files. */
    public int magic() {
        return magic;
    }

    /** Default instance of the entries' message; {@code null} for raw files. */
    public Message prototype() {
        return prototype;
    }

    /** Radix of the id in file names: 16 for kinds named after inodes and the like, else 10. */
    int radix() {
        return pattern.contains("%x") ? 16 : 10;
    }

    /** The file name with {@code %d} or {@code %x} in place of the id. */
    String pattern() {
        return pattern;
    }
}
