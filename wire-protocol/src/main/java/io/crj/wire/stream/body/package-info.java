/** What is in the frames; everything that is read is checked against bounds first. */
package io.crj.wire.stream.body;
