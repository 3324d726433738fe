/** The participants: production's machines, and around each a simulated interpreter of its effects. */
package io.crj.chaos.simulation.part;
