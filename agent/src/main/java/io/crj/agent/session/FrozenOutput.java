package io.crj.agent.session;

import io.crj.agent.host.AddressMove;
import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import java.nio.ByteBuffer;

/**
 * The final dump on its way out: with its first call the tree is frozen and locked, so the service addresses leave; when
 * sending fails they are back before the engine lets the tree run on.
 */
final class FrozenOutput implements ImageSink {

    private final ImageSink out;
    private final AddressMove addresses;

    FrozenOutput(ImageSink out, AddressMove addresses) {
        this.out = out;
        this.addresses = addresses;
    }

    @Override
    public void file(String name, byte[] content) {
        send(() -> out.file(name, content));
    }

    @Override
    public void pages(PageSpace space, long address, ByteBuffer pages) {
        send(() -> out.pages(space, address, pages));
    }

    @Override
    public void present(PageSpace space, long[] startEndPairs) {
        send(() -> out.present(space, startEndPairs));
    }

    @Override
    public void endOfRound(int number) {
        send(() -> out.endOfRound(number));
    }

    @Override
    public void endOfImage() {
        send(out::endOfImage);
    }

    private void send(Runnable call) {
        try {
            addresses.leave();
            call.run();
        } catch (RuntimeException failed) {
            addresses.comeBackAfter(failed);
            throw failed;
        }
    }
}
