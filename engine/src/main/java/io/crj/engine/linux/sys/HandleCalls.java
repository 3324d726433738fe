package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.NAME_TO_HANDLE_AT;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Fcntl;

/** Files by the handles that their file systems have for them; name_to_handle_at(2), open_by_handle_at(2). */
public final class HandleCalls {

    private static final int MAX_HANDLE_BYTES = 128;
    private static final long AT_EMPTY_PATH = 0x1000;

    private HandleCalls() {}

    /**
     * The same file on another mount of its file system, which need not show it; for its place only (O_PATH).
     *
     * @param file one that has a name
     * @param mount anything open there, not just for its place
     */
    public static Fd reopen(Fd file, Fd mount) {
        try (NativeBuffer handle = NativeBuffer.allocate(Fcntl.HANDLE_HEAD_SIZE + MAX_HANDLE_BYTES);
                NativeBuffer mountId = NativeBuffer.allocate(Integer.BYTES);
                NativeBuffer empty = NativeBuffer.ofString("")) {
            handle.putInt(Fcntl.HANDLE_BYTES, MAX_HANDLE_BYTES);
            check(
                    Syscalls.get()
                            .call(
                                    NAME_TO_HANDLE_AT,
                                    file.number(),
                                    empty.address(),
                                    handle.address(),
                                    mountId.address(),
                                    AT_EMPTY_PATH,
                                    0),
                    "name_to_handle_at",
                    file.toString());
            byte[] bytes = handle.getBytes(Fcntl.HANDLE_HEAD_SIZE, handle.getInt(Fcntl.HANDLE_BYTES));
            return WatchCalls.open(mount, handle.getInt(Fcntl.HANDLE_TYPE), bytes);
        }
    }
}
