package io.crj.wire.stream;

/**
 * Bounds of an image stream; together they bound what either end holds in memory, whatever the size of the tree.
 *
 * @param frameRawBytes a sender's frame is full at so many bytes of data, a multiple of the page size
 * @param maxRawBytes longest data part of a frame that a receiver takes, once unpacked
 * @param maxHeadBytes longest part of a frame before its data
 * @param maxFileBytes longest metadata file
 * @param maxRanges most ranges of one {@link ImageFrames#present} call
 * @param inFlightBytes a sender waits while so many bytes are on their way to the socket
 * @param queueBytes a receiver reads no more from the socket while so many bytes wait to be applied
 */
public record StreamLimits(
        int frameRawBytes,
        int maxRawBytes,
        int maxHeadBytes,
        int maxFileBytes,
        int maxRanges,
        int inFlightBytes,
        int queueBytes) {

    public static final StreamLimits DEFAULT =
            new StreamLimits(512 << 10, 1 << 20, 64 << 10, 256 << 20, 1 << 20, 8 << 20, 8 << 20);

    /** Most bytes of all metadata files of one round together: who builds the tree has them in memory. */
    public long maxFileBytesOfRound() {
        return 2L * maxFileBytes;
    }

    /** Longest payload, packed or not: data that does not shrink is sent as it is. */
    public int maxPayloadBytes() {
        return maxHeadBytes + maxRawBytes;
    }
}
