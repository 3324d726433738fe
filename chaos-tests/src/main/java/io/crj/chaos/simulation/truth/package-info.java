/** What is really the case on the simulated hosts, whatever anybody believes, and the promises that must hold of it. */
package io.crj.chaos.simulation.truth;
