/** The daemon on each host: {@code crj-agent}. */
package io.crj.agent;
