package io.crj.engine.cli;

import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageFileName;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.InventoryEntry;

/** What can be said of an image before anything is made: it can be read, and asks for no option that is missing. */
final class ImageCheck {

    private ImageCheck() {}

    /** @throws EngineException naming the damaged file, or the option */
    static void check(ImageSet image, TreeOptions options) {
        for (String name : image.files().keySet()) {
            ImageFileName.parse(name)
                    .filter(file -> !file.kind().isRaw())
                    .ifPresent(file -> image.entries(file.kind(), file.id()));
        }
        boolean connections = image.files().keySet().stream()
                .flatMap(name -> ImageFileName.parse(name).stream())
                .anyMatch(file -> file.kind() == ImageKind.TCP_STREAM);
        if (connections && !options.tcpEstablished() && !options.tcpClose()) {
            throw new EngineException("the image has established TCP connections: use --tcp-established");
        }
        InventoryEntry inventory = image.one(InventoryEntry.class, ImageKind.INVENTORY, 0);
        if (inventory.getTcpClose() && !options.tcpClose()) {
            throw new EngineException("the image was made with --tcp-close: use --tcp-close here as well");
        }
    }
}
