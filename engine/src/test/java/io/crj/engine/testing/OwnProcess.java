package io.crj.engine.testing;

import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.Syscalls;
import io.crj.engine.trace.RemoteTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** This process as if it were a stopped task of a tree. */
final class OwnProcess implements RemoteTask {

    private final List<NativeBuffer> scratch = new ArrayList<>();

    @Override
    public int pid() {
        return (int) ProcessHandle.current().pid();
    }

    @Override
    public long call(long number, long... arguments) {
        long[] a = Arrays.copyOf(arguments, 6);
        return Syscalls.get().call(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    }

    @Override
    public long push(byte[] bytes) {
        NativeBuffer buffer = NativeBuffer.of(bytes);
        scratch.add(buffer);
        return buffer.address();
    }

    @Override
    public byte[] read(long address, int lengthBytes) {
        throw new UnsupportedOperationException("no kind reads back");
    }

    @Override
    public void resetScratch() {
        scratch.forEach(NativeBuffer::close);
        scratch.clear();
    }
}
