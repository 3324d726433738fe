/** Holds the programs of a lab at the moments of the protocol, from outside. */
package io.crj.chaos.gate;
