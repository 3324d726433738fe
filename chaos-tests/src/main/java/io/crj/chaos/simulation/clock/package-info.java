/** Time and chance of a simulated world: both come from one seed. */
package io.crj.chaos.simulation.clock;
