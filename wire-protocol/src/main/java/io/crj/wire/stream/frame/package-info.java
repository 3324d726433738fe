/** Frames on the wire: header, number, checksum. Knows no meaning of what is in them. */
package io.crj.wire.stream.frame;
