/**
 * A simulated world around production's three machines: thousands of schedules of crashes, losses and delays, each from a
 * seed, each checked after every step against what is really the case on the simulated hosts.
 */
package io.crj.chaos.simulation;
