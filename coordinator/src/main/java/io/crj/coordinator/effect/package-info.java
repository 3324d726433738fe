/** Carries out what the machine wants: talks to both agents, keeps the decision log, reads the clocks. */
package io.crj.coordinator.effect;
