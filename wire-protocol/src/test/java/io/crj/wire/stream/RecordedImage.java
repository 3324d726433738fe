package io.crj.wire.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps what arrives: pages by space and address, files by name, and the order of the calls that are not pages. */
class RecordedImage implements ImageFrames {

    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    final Map<String, byte[]> files = new HashMap<>();
    final Map<Space, Map<Long, byte[]>> memory = new HashMap<>();
    final Map<Space, long[]> present = new HashMap<>();

    @Override
    public void file(String name, byte[] content) {
        calls.add("file " + name);
        files.put(name, content);
    }

    @Override
    public void pages(Space space, long address, ByteBuffer pages) {
        for (long at = address; pages.hasRemaining(); at += PAGE_BYTES) {
            byte[] page = new byte[PAGE_BYTES];
            pages.get(page);
            memory.computeIfAbsent(space, s -> new HashMap<>()).put(at, page);
        }
    }

    @Override
    public void zeroes(Space space, long address, long pageCount) {
        for (long i = 0; i < pageCount; i++) {
            memory.computeIfAbsent(space, s -> new HashMap<>()).put(address + i * PAGE_BYTES, new byte[PAGE_BYTES]);
        }
    }

    @Override
    public void present(Space space, long[] startEndPairs) {
        calls.add("present " + space.id());
        present.put(space, Arrays.copyOf(startEndPairs, startEndPairs.length));
    }

    @Override
    public void endOfRound(int number) {
        calls.add("round " + number);
    }

    @Override
    public void endOfImage() {
        calls.add("image");
    }

    byte[] page(Space space, long address) {
        return memory.get(space).get(address);
    }
}
