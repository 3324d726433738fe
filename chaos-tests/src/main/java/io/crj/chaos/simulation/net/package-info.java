/** Processes that may die and the connections between them. */
package io.crj.chaos.simulation.net;
