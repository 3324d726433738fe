/** Control messages between a coordinator and an agent, as control.proto has them. */
package io.crj.wire.control;
