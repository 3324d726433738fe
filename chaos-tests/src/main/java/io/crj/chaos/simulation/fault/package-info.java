/** What goes wrong in a simulated world, and when. */
package io.crj.chaos.simulation.fault;
