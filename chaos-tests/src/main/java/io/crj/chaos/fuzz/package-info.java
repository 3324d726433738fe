/**
 * Hostile inputs for everything that reads what others wrote: connections and images. Each comes from a seed; each must end
 * in an error of a declared kind, soon, and without more memory than its reader may take.
 */
package io.crj.chaos.fuzz;
